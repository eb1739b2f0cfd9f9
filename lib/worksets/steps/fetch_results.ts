import { dirname, join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Held } from "../protocol/hold.ts";
import { askHeadNode, patience } from "./ask_head_node.ts";
import { archiveMark, send } from "./scripts/head_node_scripts.ts";
import { runFolderThere } from "./ship_pipeline.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { runFolder, workspaceOf } from "./workspace.ts";

/**
 * Brings what the pipeline has made from the head node, in the place of the clone that is here, and the whole of what it printed.
 *
 * @param results those of a run that has ended well are fetched however long the head node does not answer
 */
export function fetchStep(deps: WorkDeps, results: "all" | "what can be had"): Step {
  return {
    name: results === "all" ? "fetch" : "fetch_error",
    async do(held) {
      const { files, folders, options } = deps;
      const { headnode, attempt, steps: { ship } } = held.journal();
      const { folder, own } = workspaceOf(options.localRoot, held.place.workset);
      const { path = "", there = "" } = ship?.out ?? {};
      const run = runFolder(options.localRoot, held);
      await files.ensureFolder(run);
      const asking = results === "all" ? {} : { patience };
      await bring(deps, held, [runFolderThere(headnode?.folder ?? "", attempt), "run.log"], run, asking);
      const part = join(own, "results.part");
      await bring(deps, held, [there, "."], part, asking);
      await folders.removeTree(join(folder, path));
      await files.ensureFolder(dirname(join(folder, path)));
      await folders.rename(part, join(folder, path));
      return {};
    },
  };
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
  throw new DayError("WS-PIP-001", `${args[0]} of the head node could not be brought here: ${said}`);
}
