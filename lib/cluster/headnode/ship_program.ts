import { dirname, join } from "node:path";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { sha256 } from "../../host/sha256.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { HeadNode } from "./head_node.ts";
import { installProgram, installShims, lookAtProgram } from "./remote_scripts.ts";
import { runSteps, type StepResult } from "./run_steps.ts";
import { cloneFolder, type Step, type StepName } from "./steps.ts";

const minute = 60_000;
const part = ".dayctl.part";

/** What `uname -sm` says, and the name of what is packaged for it. */
const targets: Readonly<Record<string, string>> = { "Linux x86_64": "linux-x64", "Linux aarch64": "linux-arm64" };

/** Those steps of a head node that only shipping has. */
export const shippingSteps: readonly StepName[] = ["machine", "program", "self_check", "shims"];

/** The scripts of the clone that the program takes the place of. */
const replaced = ["create_budget.sh", "helpers/setup_cluster_heartbeat.py", "helpers/teardown_cluster_heartbeat.py"];

/**
 * Copies the packaged program to the head node, as `~/.local/bin/dayctl`, has it look whether it can work there, and puts it in the
 * place of the scripts whose work it does. Nothing takes its place before its checksum is right.
 *
 * Where the program is packaged or lies packaged beside its sources, every creation does it.
 */
export async function shipProgram(deps: CreateDeps, node: HeadNode): Promise<readonly StepResult[]> {
  let said: readonly string[] = [];
  const always = { isDone: () => false, onDone: () => Promise.resolve() };
  const look: Step = {
    name: "machine",
    title: "asking what machine it is",
    limit: minute,
    does: { script: lookAtProgram, args: [] },
  };
  const looked = await runSteps(deps, node, [look], {
    ...always,
    onDone: (_, stdout) => Promise.resolve(void (said = stdout.trim().split("\n"))),
  });
  if (looked.some(({ outcome }) => outcome !== "done")) return looked;
  // A start-up file of the shell may print before it.
  const found = await packagedProgram(deps, /^\w+ [\w-]+$/.exec(said.at(-1) ?? "")?.[0] ?? "");
  if ("why" in found) return [...looked, { step: "program", outcome: "failed", message: found.why }];
  const isThere = said.includes(`${found.sum}  -`);
  const copy: Step = {
    name: "program",
    title: "copying the packaged program",
    limit: 30 * minute,
    does: { file: found.path, to: part },
  };
  const steps: readonly Step[] = [
    copy,
    {
      name: "self_check",
      title: "putting the program in its place and having it check itself",
      limit: 10 * minute,
      needs: "program",
      does: { script: installProgram, args: [isThere ? "" : part, found.sum] },
    },
    {
      name: "shims",
      title: "putting it in the place of the scripts whose work it does",
      limit: 5 * minute,
      needs: "self_check",
      does: { script: installShims, args: [cloneFolder, ...replaced] },
    },
  ];
  return [
    ...looked,
    ...await runSteps(deps, node, steps, { ...always, isDone: (step) => step === "program" && isThere }),
  ];
}

type Program = { readonly path: string; readonly sum: string } | { readonly why: string };

/** Whether this is a packaged program, or one was packaged from the source that runs. */
export async function isPackaged({ files, environment, workTree }: CreateDeps): Promise<boolean> {
  if (environment.get("DAYCTL_EXECUTABLE") !== undefined) return true;
  return await files.stat(join(workTree ?? environment.folder, "dist", "dayctl")) !== undefined;
}

/** The file for that kind of machine: the one that runs here, or what was packaged beside it or in `dist`. */
async function packagedProgram(
  { files, environment, workTree, machine: { os, architecture } }: CreateDeps,
  kind: string,
): Promise<Program> {
  const target = targets[kind];
  if (target === undefined) return { why: `no package of the program exists for this kind of machine: ${kind}` };
  const isLikeOurs = os === "linux" && kind === `Linux ${architecture}`;
  const running = environment.get("DAYCTL_EXECUTABLE");
  const folder = running !== undefined ? dirname(running) : join(workTree ?? environment.folder, "dist");
  const path = running !== undefined && isLikeOurs ? running : join(folder, isLikeOurs ? "dayctl" : `dayctl-${target}`);
  try {
    if (await files.stat(path) === undefined) {
      return { why: `${path} does not exist; build it in the checkout with the task package (--target ${target})` };
    }
    const sum = await sha256(await files.readBytes(path));
    const written = await files.stat(`${path}.sha256`) && await files.readText(`${path}.sha256`);
    if (written === undefined || written.split(" ")[0] === sum) return { path, sum };
    return {
      why:
        `${path} does not match its checksum; build it again in the checkout with the task package (--target ${target})`,
    };
  } catch (error) {
    return { why: reasonOf(error) };
  }
}
