import { join } from "node:path";
import { redact } from "../../host/redact.ts";
import { shellWord } from "../../text/shell_word.ts";
import { cloneCommand } from "../steps/clone_pipeline.ts";
import { shareTag, worksetTags } from "../cluster/cluster_stack.ts";
import { createArguments } from "../cluster/create_cluster.ts";
import { runCommandText } from "../steps/scripts/run_script.ts";
import { stageCommand } from "../steps/stage_workset.ts";
import { deleteArguments } from "../cluster/tear_down.ts";
import { validateWorkset } from "../steps/validate_workset.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { workspaceOf } from "../steps/workspace.ts";
import { placeOf } from "../protocol/sighting.ts";
import { filesInBucket } from "./workset_files.ts";

export type Explained = {
  readonly workset: string;
  /** Every command that would run, in that order, each as a line for a shell. */
  readonly commands: readonly { readonly step: string; readonly line: string }[];
  readonly notes: readonly string[];
};

/** What would be done for a workset. Changes nothing. @throws DayError with everything that is wrong with it */
export async function explainWorkset(deps: WorkDeps, workset: string): Promise<Explained> {
  const { options } = deps;
  const at = placeOf(options.root, workset);
  const { work, notes, place } = await validateWorkset(deps, await filesInBucket(deps, at));
  const { folder, own } = workspaceOf(options.localRoot, workset);
  const { profile = "", region = "" } = work.aws;
  const { name = "", destroyOnCompletion } = work.cluster;
  const line = (argv: readonly string[]) => redact(argv.map(shellWord).join(" "));
  const tags = [
    ...await worksetTags(options, { workset, attempt: 1 }),
    ...work.cluster.share ? [await shareTag(options)] : [],
  ];
  const create = place === undefined ? [] : [{
    step: "cluster",
    line: line(deps.ownTask("create", createArguments(deps, { work, place, again: false, tags }))),
  }];
  const destroy = place === undefined || destroyOnCompletion === false
    ? []
    : [{ step: "teardown", line: line(deps.ownTask("delete", deleteArguments(name, { region, profile }))) }];
  const stage = await stageCommand(deps, work, { prefix: at.prefix, folder, tables: join(own, "staged") });
  return {
    workset,
    notes,
    commands: [
      ...create,
      { step: "stage", line: line(stage) },
      { step: "clone", line: line(await cloneCommand(deps, work, workset)) },
      { step: "run", line: runCommandText(work.pipeline) },
      ...destroy,
    ],
  };
}
