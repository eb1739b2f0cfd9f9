import { join, resolve } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import { cloneArguments, type WorkFile } from "../contract/work_file.ts";
import { readWork } from "./read_work.ts";
import { runChild } from "./run_child.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { workspaceOf } from "./workspace.ts";

/** Clones the pipeline into the workset's folder, and notes where it is. */
export function cloneStep(deps: WorkDeps): Step {
  return {
    name: "clone",
    async do(held, begun) {
      const { workset } = held.place;
      const { options, files } = deps;
      const work = await readWork(deps, workset);
      const { folder, own } = workspaceOf(options.localRoot, workset);
      const { runDirectory } = work.pipeline;
      const wanted = runDirectory === undefined ? undefined : join(folder, runDirectory);
      // A clone is there as a whole or not at all: what an earlier call made is taken.
      const noted = join(own, "before_clone.json");
      const before: readonly string[] = begun && await files.stat(noted) !== undefined
        ? JSON.parse(await files.readText(noted))
        : await foldersIn(deps, folder);
      await files.replace(noted, JSON.stringify(before));
      const made = async () => (await foldersIn(deps, folder)).filter((each) => !before.includes(each));
      if (begun && wanted !== undefined && await isFolder(deps, wanted)) return { path: wanted };
      if (begun && wanted === undefined && (await made()).length === 1) {
        return { path: join(folder, (await made())[0]) };
      }

      const argv = await cloneCommand(deps, work, workset);
      const said = await runChild(deps, held, { label: "day-clone", argv, folder, code: "WS-PIP-001" });
      const location = /^Location\s*:\s*(.+)$/m.exec(said)?.[1].trim();
      const path = wanted ?? (location === undefined ? undefined : resolve(folder, location)) ??
        (await made()).map((each) => join(folder, each)).at(0);
      if (path === undefined || !await isFolder(deps, path)) {
        const what = runDirectory ?? path ?? "a folder";
        throw new DayError("WS-CFG-001", `day-clone did not create ${what}`, {
          fix: "set pipeline.run_directory to the folder that day-clone creates",
        });
      }
      return { path };
    },
  };
}

type CloneDeps = Pick<WorkDeps, "processes" | "ownTask" | "files" | "environment" | "options">;

export async function cloneCommand(deps: CloneDeps, work: WorkFile, workset: string): Promise<readonly string[]> {
  const { folder } = workspaceOf(deps.options.localRoot, workset);
  const words = await Promise.all(cloneArguments(work, workset).map((word) => fileOf(deps, folder, word)));
  const legacy = await deps.processes.which("day-clone");
  return legacy === undefined ? deps.ownTask("day-clone", words) : [legacy, ...words];
}

/** A file that the arguments name is looked for in the workset, then in the monitor's folder. */
async function fileOf({ files, environment }: CloneDeps, folder: string, word: string): Promise<string> {
  if (word.startsWith("-") || !word.includes("/")) return word;
  if (await files.stat(join(folder, word)) !== undefined) return word;
  const own = resolve(environment.folder, word);
  return (await files.stat(own))?.isFile ? own : word;
}

async function foldersIn({ files, folders }: WorkDeps, folder: string): Promise<readonly string[]> {
  const names = await files.list(folder);
  const kinds = await Promise.all(names.map((name) => folders.entry(join(folder, name))));
  return names.filter((name, index) => kinds[index]?.is === "folder" && name !== "_daylily");
}

async function isFolder({ folders }: WorkDeps, path: string): Promise<boolean> {
  return (await folders.entry(path))?.is === "folder";
}
