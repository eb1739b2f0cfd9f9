import { dirname, join } from "node:path";
import { type Change, type ChangeOptions, changeShims, obstacle, unchanged } from "./change_shims.ts";
import { restoreOriginal } from "./keep_original.ts";
import { choiceLink, type LegacyName } from "./legacy_names.ts";
import type { ShimsDone } from "./shim_entry.ts";
import type { ShimDeps, Standing } from "./standing.ts";

/**
 * Takes the shims away and puts the scripts back that they have replaced, byte for byte. A script that was kept comes back also where
 * its shim was taken away by hand. What is no shim of ours stays.
 *
 * @param folder of the scripts, absolute
 * @throws DayError DAY-SHIM-001 before anything is changed
 */
export async function removeShims(
  deps: ShimDeps,
  folder: string,
  rows: readonly LegacyName[],
  options: ChangeOptions,
): Promise<ShimsDone> {
  return await changeShims(deps, folder, rows, options, (row, standing) => removal(deps, folder, row, standing));
}

async function removal(deps: ShimDeps, folder: string, row: LegacyName, standing: Standing): Promise<Change> {
  const path = join(folder, row.name);
  switch (standing.is) {
    case "other":
      return unchanged;
    case "script":
      // A removal that was broken off may have left the link.
      return { outcome: "unchanged", apply: () => removeChoice(deps, folder, row) };
    case "changed":
      return { refused: `${path} is a shim (replacement script) that was changed by hand` };
    case "absent":
      return standing.original === undefined ? unchanged : await restoring(deps, folder, row, standing.original);
    case "shim":
      if (standing.original !== undefined) return await restoring(deps, folder, row, standing.original);
      return {
        outcome: "removed",
        async apply() {
          await deps.files.remove(path);
          await removeEmpty(deps, folder, dirname(path));
        },
      };
  }
}

async function restoring(deps: ShimDeps, folder: string, row: LegacyName, original: string): Promise<Change> {
  const kept = join(folder, original);
  const inTheWay = await obstacle(deps, folder, join(folder, row.name));
  if (inTheWay !== undefined) return { refused: inTheWay };
  const is = (await deps.folders.entry(kept))?.is;
  if (is !== "file" && is !== "link") {
    return { refused: `${join(folder, row.name)}: the original script is no longer in ${kept}` };
  }
  return {
    outcome: "restored",
    async apply() {
      await restoreOriginal(deps, folder, row, original);
      await removeChoice(deps, folder, row);
      await removeEmpty(deps, folder, dirname(kept));
    },
  };
}

async function removeChoice({ files, folders }: ShimDeps, folder: string, row: LegacyName): Promise<void> {
  const link = choiceLink(row);
  if (link === undefined || (await folders.entry(join(folder, link)))?.is !== "link") return;
  await files.remove(join(folder, link));
}

/** Removes a folder below the folder of the scripts, and those above it, as far as nothing is in them. */
async function removeEmpty(deps: ShimDeps, folder: string, path: string): Promise<void> {
  if (path === folder || (await deps.folders.entry(path))?.is !== "folder") return;
  if ((await deps.files.list(path)).length > 0) return;
  await deps.files.remove(path);
  await removeEmpty(deps, folder, dirname(path));
}
