import { basename, dirname, join, relative } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import { sha256 } from "../../host/sha256.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Held } from "../protocol/hold.ts";
import { askHeadNode, patience } from "./ask_head_node.ts";
import type { HeadNodeAnswer, HeadNodeCall } from "./head_node_port.ts";
import { baseMark, receive, tellBase } from "./scripts/head_node_scripts.ts";
import { readWork } from "./read_work.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { runFolder, workspaceOf } from "./workspace.ts";
import { runFiles, writeRun } from "./write_run.ts";

/**
 * Sends the pipeline, with the tables of samples and units in it, to the head node, and what is to be run there beside it. A retry in
 * place finds the pipeline there, and only the tables are sent.
 */
export function shipStep(deps: WorkDeps): Step {
  return {
    name: "ship",
    async do(held) {
      const { workset } = held.place;
      const { pipeline } = await readWork(deps, workset);
      const { folder } = workspaceOf(deps.options.localRoot, workset);
      const clone = held.journal().steps.clone?.out?.path ?? folder;
      const path = pathOf(folder, clone);
      const isThere = held.journal().headnode?.folder !== undefined && held.journal().in_place === true;
      const target = held.journal().headnode?.folder ?? await placeThere(deps, held);
      const there = join(target, path);
      const call = (script: string, args: readonly string[], more: Partial<HeadNodeCall> = {}) =>
        succeeding(deps, held, { script, args, ...more });
      const tables = [pipeline.samplesConfigPath, pipeline.unitsConfigPath];
      const paths = isThere ? await existing(deps, clone, tables) : ["."];
      const send = { folder: clone, paths };
      if (paths.length > 0) await call(receive, [there, isThere ? "over" : "new", "022"], { send });
      const run = runFolderThere(target, held.journal().attempt);
      await writeRun(deps, held, pipeline, { pipeline: there, there: run });
      const files = { folder: runFolder(deps.options.localRoot, held), paths: Object.values(runFiles) };
      await call(receive, [run, "new", "077"], { send: files });
      return { path, there };
    },
  };
}

/** Of the pipeline in the workset's folder; one that was cloned elsewhere lies in it by its own name. */
function pathOf(folder: string, clone: string): string {
  const path = relative(folder, clone);
  if (path !== "") return path.startsWith("..") ? basename(clone) : path;
  throw new DayError("WS-CFG-001", "the pipeline folder is not below the folder of the workset", {
    fix: "set pipeline.run_directory to the folder that day-clone creates",
  });
}

/** Of one attempt's run on the head node: its status, its lock, what it prints. */
export function runFolderThere(folder: string, attempt: number): string {
  return join(dirname(folder), "run", String(attempt));
}

/** Worksets of two roots may bear one name, and meet on one cluster. Noted before anything is made there. */
async function placeThere(deps: WorkDeps, held: Held): Promise<string> {
  const { bucket, root } = deps.options;
  const { stdout } = await succeeding(deps, held, { script: tellBase, args: [] });
  const base = stdout.split("\n").find((line) => line.startsWith(baseMark))?.slice(baseMark.length) ?? "";
  if (!base.startsWith("/")) throw new DayError("WS-PIP-001", "the head node did not report the folder of analyses");
  const name = `${held.place.workset}.${(await sha256(`${bucket}/${root}`)).slice(0, 8)}`;
  const folder = join(base, name, `attempt-${held.journal().attempt}`);
  await held.note((journal) => ({ ...journal, headnode: { folder } }));
  return folder;
}

async function succeeding(deps: WorkDeps, held: Held, call: HeadNodeCall): Promise<HeadNodeAnswer> {
  const answer = await askHeadNode(deps, held, call, { patience });
  if (answer.code === 0) return answer;
  const said = oneLine(answer.stderr.trim().split("\n").at(-1) ?? "");
  throw new DayError("WS-PIP-001", `copying to the head node failed with exit code ${answer.code}: ${said}`);
}

async function existing({ files }: WorkDeps, folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(async (path) => await files.stat(join(folder, path)) !== undefined));
  return paths.filter((_, index) => found[index]);
}
