import { dirname, join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Held } from "../protocol/hold.ts";
import { askHeadNode, patience } from "../steps/ask_head_node.ts";
import { archiveMark, send } from "../steps/scripts/head_node_scripts.ts";
import { runFolderThere } from "../steps/ship_pipeline.ts";
import type { Step } from "../steps/walk_steps.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { runFolder, workspaceOf } from "../steps/workspace.ts";

/** Which results a step brings: those of a run that has ended well all of them, however long that takes. */
export type Results = "all" | "what can be had";

/**
 * Brings what the pipeline has made from the head node to this host, in the place of the clone that is here, and the whole of what it
 * printed. What lies on a file system that S3 takes it from by itself stays there: only what was printed comes.
 */
export function fetchStep(deps: WorkDeps, results: Results): Step {
  return {
    name: results === "all" ? "fetch" : "fetch_error",
    async do(held) {
      const { headnode, attempt } = held.journal();
      const run = runFolder(deps.options.localRoot, held);
      await deps.files.ensureFolder(run);
      await bring(deps, held, [runFolderThere(headnode?.folder ?? "", attempt), "run.log"], run, askingFor(results));
      if (!isExported(held)) await fetchTree(deps, held, results);
      return {};
    },
  };
}

/** Brings the folder of the pipeline itself. */
export async function fetchTree(deps: WorkDeps, held: Held, results: Results): Promise<void> {
  const { files, folders, options } = deps;
  const { folder, own } = workspaceOf(options.localRoot, held.place.workset);
  const { path = "", there = "" } = held.journal().steps.ship?.out ?? {};
  const part = join(own, "results.part");
  await folders.removeTree(part);
  await bring(deps, held, [there, "."], part, askingFor(results));
  await folders.removeTree(join(folder, path));
  await files.ensureFolder(dirname(join(folder, path)));
  await folders.rename(part, join(folder, path));
}

/** Whether what the run of a workset makes lies on the file system of the cluster, from which S3 can take it by itself. */
export function isExported(held: Held): boolean {
  return held.journal().headnode?.folder?.startsWith("/fsx/") ?? false;
}

function askingFor(results: Results): Parameters<typeof askHeadNode>[3] {
  return results === "all" ? {} : { patience };
}

async function bring(
  deps: WorkDeps,
  held: Held,
  args: readonly string[],
  into: string,
  asking: Parameters<typeof askHeadNode>[3],
): Promise<void> {
  await deps.files.ensureFolder(into);
  const { code, stderr } = await askHeadNode(deps, held, {
    script: send,
    args,
    receive: { folder: into, mark: archiveMark },
  }, asking);
  if (code === 0) return;
  const said = oneLine(stderr.trim().split("\n").at(-1) ?? "");
  throw new DayError("WS-PIP-001", `${args[0]} could not be copied from the head node: ${said}`);
}
