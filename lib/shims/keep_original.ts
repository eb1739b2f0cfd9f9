import { dirname, isAbsolute, join, relative } from "node:path";
import type { LegacyName } from "./legacy_names.ts";
import { makeFolder } from "./make_folder.ts";
import { keptPlace, type Script, type ShimDeps } from "./standing.ts";

/** Where a script is to be kept. `isKept`: it is there already, from an installation that was broken off. */
export type Keeping = { readonly place: string; readonly isKept: boolean };

/** The first place below the folder of the scripts that is free or holds this very script. What else is kept stays what it is. */
export async function findPlace(
  deps: ShimDeps,
  folder: string,
  row: LegacyName,
  script: Script,
): Promise<Keeping> {
  for (let turn = 1;; turn++) {
    const place = keptPlace(row, turn);
    const there = await scriptAt(deps, join(folder, place));
    if (there === undefined) return { place, isKept: false };
    if (isSame(there, movedFrom(row, place, script))) return { place, isKept: true };
  }
}

/** Puts a copy of the script into its place; it stays where it is. */
export async function keepOriginal(
  deps: ShimDeps,
  folder: string,
  row: LegacyName,
  script: Script,
  { place, isKept }: Keeping,
): Promise<void> {
  if (isKept) return;
  const path = join(folder, place);
  await makeFolder(deps, folder, dirname(path));
  const moved = movedFrom(row, place, script);
  if (moved.is === "link") await deps.folders.link(moved.target, path);
  else await deps.folders.put(path, moved.bytes, moved.mode);
}

/** Puts the script back, byte for byte, in one step where it is a file. */
export async function restoreOriginal(deps: ShimDeps, folder: string, row: LegacyName, place: string): Promise<void> {
  const [from, to] = [join(folder, place), join(folder, row.name)];
  const entry = await deps.folders.entry(from);
  await makeFolder(deps, folder, dirname(to));
  if (entry?.is !== "link") return await deps.folders.rename(from, to);
  await deps.folders.link(movedBack(row, place, entry.target), to);
  await deps.files.remove(from);
}

async function scriptAt({ files, folders }: ShimDeps, path: string): Promise<Script | undefined> {
  const entry = await folders.entry(path);
  if (entry === undefined || entry.is === "link") return entry;
  // A folder is no script, and is in the way of one.
  const bytes = entry.is === "file" ? await files.readBytes(path) : new Uint8Array();
  return { is: "file", bytes, mode: entry.is === "file" ? entry.mode : -1 };
}

/** Whether two scripts have the same bytes and mode, or lead to the same place. */
export function isSame(one: Script, other: Script): boolean {
  if (one.is === "link" || other.is === "link") {
    return one.is === "link" && other.is === "link" && one.target === other.target;
  }
  return one.mode === other.mode && one.bytes.length === other.bytes.length &&
    one.bytes.every((byte, at) => byte === other.bytes[at]);
}

/** A link that says where to go from the name leads to the same file from the place where it is kept. */
function movedFrom(row: LegacyName, place: string, script: Script): Script {
  if (script.is === "file" || isAbsolute(script.target)) return script;
  return { is: "link", target: wayUp(row, place) + script.target };
}

function movedBack(row: LegacyName, place: string, target: string): string {
  const way = wayUp(row, place);
  return target.startsWith(way) ? target.slice(way.length) : target;
}

const wayUp = ({ name }: LegacyName, place: string) => `${relative(dirname(place), dirname(name)) || "."}/`;
