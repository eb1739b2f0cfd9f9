import { dirname, join } from "node:path";
import { type Change, type ChangeOptions, changeShims, obstacle, unchanged } from "./change_shims.ts";
import { findPlace, isSame, type Keeping, keepOriginal } from "./keep_original.ts";
import { choiceLink, keptPath, type LegacyName } from "./legacy_names.ts";
import { makeFolder } from "./make_folder.ts";
import { pythonShim } from "./python_shim.ts";
import { shellShim } from "./shell_shim.ts";
import type { ShimsDone } from "./shim_entry.ts";
import { type ShimDeps, type Standing, standingOf } from "./standing.ts";
import type { StartCommand } from "./start_command.ts";

export type InstallDeps = ShimDeps & {
  /** How a task is started without `dayctl` on `PATH`. */
  readonly start: (task: LegacyName["task"]) => StartCommand;
};

/**
 * Puts a shim under each name. A script that stands there is copied to `legacy/` first and then replaced in one step, so that under
 * the name there is a whole script or a whole shim at any moment, and after an interruption the same installation goes on. What is in
 * `legacy/` already is never touched: another script gets a number behind its name.
 *
 * @param folder of the scripts, absolute
 * @throws DayError DAY-SHIM-001 before anything is changed
 */
export async function installShims(
  deps: InstallDeps,
  folder: string,
  rows: readonly LegacyName[],
  options: ChangeOptions,
): Promise<ShimsDone> {
  return await changeShims(deps, folder, rows, options, (row, standing) => installation(deps, folder, row, standing));
}

async function installation(deps: InstallDeps, folder: string, row: LegacyName, standing: Standing): Promise<Change> {
  const path = join(folder, row.name);
  const inTheWay = await obstacle(deps, folder, path) ?? await obstacle(deps, folder, join(folder, keptPath(row)));
  if (inTheWay !== undefined) return { refused: inTheWay };
  const link = choiceLink(row);
  const linked = link === undefined ? undefined : await deps.folders.entry(join(folder, link));
  if (linked !== undefined && linked.is !== "link") {
    return { refused: `${join(folder, link ?? "")} is a link that shims install did not create` };
  }
  switch (standing.is) {
    case "other":
      return { refused: `${path} is not a script` };
    case "changed":
      return { refused: `${path} is a shim (replacement script) that was changed by hand` };
    case "absent":
      return writing(deps, folder, row, standing.original);
    case "shim":
      if (await isComplete(deps, folder, row, standing)) return unchanged;
      return { ...writing(deps, folder, row, standing.original), outcome: "updated" };
    case "script": {
      const keeping: Keeping = await findPlace(deps, folder, row, standing.script);
      const write = writing(deps, folder, row, keeping.place);
      return {
        outcome: "created",
        async apply() {
          await keepOriginal(deps, folder, row, standing.script, keeping);
          // Somebody may be saving it, or installing as well.
          const now = await standingOf(deps, folder, row);
          if (now.is === "script" && isSame(now.script, standing.script)) await write.apply();
          else if (now.is !== "shim") throw new Error("somebody changed it at the same moment");
        },
      };
    }
  }
}

/** Whether the shim is the one that would be written now, with all that belongs to it. */
async function isComplete(
  deps: InstallDeps,
  folder: string,
  row: LegacyName,
  { text, original }: Standing & { readonly is: "shim" },
): Promise<boolean> {
  const link = choiceLink(row);
  const isLinked = link === undefined || original === undefined || await deps.folders.entry(join(folder, link));
  return isLinked !== undefined && await shimText(deps, folder, row, original) === text;
}

function writing(deps: InstallDeps, folder: string, row: LegacyName, original: string | undefined) {
  return {
    outcome: "created",
    async apply() {
      const [path, link] = [join(folder, row.name), choiceLink(row)];
      await makeFolder(deps, folder, dirname(path));
      if (link !== undefined && original !== undefined) await deps.folders.link(original, join(folder, link));
      await deps.folders.put(path, await shimText(deps, folder, row, original), 0o755);
    },
  } as const;
}

async function shimText(deps: InstallDeps, folder: string, row: LegacyName, original: string | undefined) {
  const write = row.name.endsWith(".py") ? pythonShim : shellShim;
  return await write(row, { folder, original }, deps.start(row.task));
}
