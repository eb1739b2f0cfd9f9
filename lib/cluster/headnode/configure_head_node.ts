import { join } from "node:path";
import { cliGlobals } from "../../config/file/cli_globals.ts";
import { patchCatalogue } from "../../config/file/patch_catalogue.ts";
import { findFile, shippedPaths } from "../../config/file/shipped_files.ts";
import type { Json } from "../../host/json.ts";
import { replaceFile } from "../../state/artifacts.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { Run } from "../../state/run.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { HeadNode } from "./head_node.ts";
import { runSteps, type StepResult } from "./run_steps.ts";
import { type Enforcement, headNodeSteps, type StepName } from "./steps.ts";

type Overrides = Readonly<Record<string, string>>;

/**
 * Sets up a head node, step by step. The journal has a line for each step that is done, so that the same run, resumed, goes on with
 * the others; each of them may be repeated.
 *
 * @param overrides repository key to reference, for the catalogue that the head node gets; none: it keeps the stock one
 * @param enforce what becomes of jobs over budget; "" leaves that as it is
 * @throws DayError for a catalogue or global settings that cannot be read
 */
export async function configureHeadNode<R extends Json>(
  run: Run<R, CreateDeps>,
  node: HeadNode,
  overrides: Overrides,
  enforce: Enforcement | "" = "",
): Promise<readonly StepResult[]> {
  const { repository, tag } = await cliGlobals(run.deps);
  const steps = headNodeSteps({ repository, tag, catalogue: await catalogueFile(run, overrides), enforce });
  const marker = (step: StepName) => `headnode.${step} ${node.instance}`;
  return await runSteps(run.deps, node, steps, {
    isDone: (step) => lastFact(run.journal.facts, "decided", ({ key }) => key === marker(step)) !== undefined,
    async onDone(step, stdout) {
      if (step === "show_key") await keepPublicKey(run, node, stdout);
      await run.decide(marker(step), () => "done");
    },
  });
}

/** Writes the catalogue that goes to the head node. @returns its path, "" without overrides */
async function catalogueFile<R extends Json>(run: Run<R, CreateDeps>, overrides: Overrides): Promise<string> {
  if (Object.keys(overrides).length === 0) return "";
  const stock = await findFile(run.deps, shippedPaths.repositories);
  const text = patchCatalogue(stock?.text ?? "", overrides);
  return await run.artifacts.rewrite("repositories", `${run.subject}_repositories_${run.id}.yaml`, text);
}

/** For a person, who gives it to the host of private repositories. A start-up file of the shell may print beside it. */
async function keepPublicKey<R extends Json>(
  { deps: { files, emit }, folder }: Run<R, CreateDeps>,
  { host }: HeadNode,
  stdout: string,
): Promise<void> {
  const line = /^ssh-[a-z0-9-]+ [A-Za-z0-9+/=]+(?: [\w.@-]+)?$/m.exec(stdout)?.[0];
  if (line === undefined) return;
  emit({ code: "headnode.public_key", level: "info", message: `public key of the head node: ${line}` });
  const logs = join(folder, "logs");
  const path = join(logs, `${host}_pubkey.txt`);
  await files.ensureFolder(logs);
  const known = await files.stat(path) === undefined ? "" : await files.readText(path);
  if (!known.split("\n").includes(line)) await replaceFile(files, path, `${known}${line}\n`);
}
