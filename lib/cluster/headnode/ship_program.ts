import { dirname, join } from "node:path";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { sha256 } from "../../host/sha256.ts";
import type { Machine } from "../../host/system/machine.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { HeadNode } from "./head_node.ts";
import { installProgram } from "./remote_scripts.ts";
import { runSteps, type StepResult } from "./run_steps.ts";
import type { Step } from "./steps.ts";

const minute = 60_000;
const part = ".dayctl.part";

/** What `uname -sm` says, and the name of what is packaged for it. */
const targets: Readonly<Record<string, string>> = { "Linux x86_64": "linux-x64", "Linux aarch64": "linux-arm64" };

/**
 * Copies the packaged program to the head node, as `~/.local/bin/dayctl`, and has it look whether it can work there. Nothing takes its
 * place before its checksum is right.
 *
 * @param machine this one
 */
export async function shipProgram(
  deps: CreateDeps,
  node: HeadNode,
  machine: Pick<Machine, "os" | "architecture">,
): Promise<readonly StepResult[]> {
  let kind = "";
  const always = { isDone: () => false, onDone: () => Promise.resolve() };
  const look: Step = {
    name: "machine",
    title: "asking what machine it is",
    limit: minute,
    does: { script: "uname -sm", args: [] },
  };
  const looked = await runSteps(deps, node, [look], {
    ...always,
    // A start-up file of the shell may print beside it.
    onDone: (_, stdout) =>
      Promise.resolve(void (kind = /^\w+ [\w-]+$/m.exec(stdout.trim().split("\n").at(-1) ?? "")?.[0] ?? "")),
  });
  if (looked.some(({ outcome }) => outcome !== "done")) return looked;
  const found = await packagedProgram(deps, kind, machine);
  if ("why" in found) return [...looked, { step: "program", outcome: "failed", message: found.why }];
  const steps: readonly Step[] = [
    {
      name: "program",
      title: "copying the packaged program",
      limit: 30 * minute,
      does: { file: found.path, to: part },
    },
    {
      name: "self_check",
      title: "putting the program in its place and having it check itself",
      limit: 10 * minute,
      needs: "program",
      does: { script: installProgram, args: [part, found.sum] },
    },
  ];
  return [...looked, ...await runSteps(deps, node, steps, always)];
}

type Program = { readonly path: string; readonly sum: string } | { readonly why: string };

/** The file for that kind of machine: the one that runs here, or what was packaged beside it or in `dist`. */
async function packagedProgram(
  { files, environment, workTree }: CreateDeps,
  kind: string,
  { os, architecture }: Pick<Machine, "os" | "architecture">,
): Promise<Program> {
  const target = targets[kind];
  if (target === undefined) return { why: `dayctl is packaged for no machine that calls itself ${kind}` };
  const isLikeOurs = os === "linux" && kind === `Linux ${architecture}`;
  const running = environment.get("DAYCTL_EXECUTABLE");
  const folder = running !== undefined ? dirname(running) : join(workTree ?? environment.folder, "dist");
  const path = running !== undefined && isLikeOurs ? running : join(folder, isLikeOurs ? "dayctl" : `dayctl-${target}`);
  try {
    if (await files.stat(path) === undefined) {
      return { why: `${path} is not there: package the program for ${target}` };
    }
    const sum = await sha256(await files.readBytes(path));
    const written = await files.stat(`${path}.sha256`) && await files.readText(`${path}.sha256`);
    if (written === undefined || written.split(" ")[0] === sum) return { path, sum };
    return {
      why: `${path} is not what its checksum beside it says; package the program for ${target} again`,
    };
  } catch (error) {
    return { why: reasonOf(error) };
  }
}
