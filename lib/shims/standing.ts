import { join } from "node:path";
import type { Files } from "../host/files.ts";
import type { Folders } from "../host/folders.ts";
import { keptPath, type LegacyName } from "./legacy_names.ts";
import { readShim } from "./shim_header.ts";

export type ShimDeps = { readonly files: Files; readonly folders: Folders };

/** A script of somebody's: a file, or a link to wherever it is. */
export type Script =
  | { readonly is: "file"; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly is: "link"; readonly target: string };

/** What stands under a legacy name. `original`: where a script is kept that belongs there, below the folder of the scripts. */
export type Standing =
  /** Nothing. A script may be kept all the same: the shim was taken away by hand. */
  | { readonly is: "absent"; readonly original?: string }
  | { readonly is: "script"; readonly script: Script }
  | { readonly is: "shim"; readonly text: string; readonly original?: string }
  /** A shim that somebody has edited. */
  | { readonly is: "changed" }
  /** A folder, a pipe, a device. */
  | { readonly is: "other" };

/** Looks at one name. Nothing is changed. */
export async function standingOf(deps: ShimDeps, folder: string, row: LegacyName): Promise<Standing> {
  const path = join(folder, row.name);
  const entry = await deps.folders.entry(path);
  if (entry === undefined) return { is: "absent", original: (await keptScripts(deps, folder, row)).at(-1) };
  if (entry.is === "link") return { is: "script", script: entry };
  if (entry.is !== "file") return { is: "other" };
  const bytes = await deps.files.readBytes(path);
  const text = new TextDecoder().decode(bytes);
  const read = await readShim(text);
  if (read.is === "changed") return { is: "changed" };
  if (read.is === "shim" && read.name === row.name) return { is: "shim", text, original: read.original };
  return { is: "script", script: { is: "file", bytes, mode: entry.mode } };
}

/** The places where scripts of this name are kept, the oldest first: `legacy/NAME`, then `legacy/NAME.2` and so on. */
async function keptScripts(deps: ShimDeps, folder: string, row: LegacyName): Promise<readonly string[]> {
  const kept: string[] = [];
  for (;;) {
    const place = keptPlace(row, kept.length + 1);
    if (await deps.folders.entry(join(folder, place)) === undefined) return kept;
    kept.push(place);
  }
}

/** @param turn counted from 1 */
export function keptPlace(row: LegacyName, turn: number): string {
  return turn === 1 ? keptPath(row) : `${keptPath(row)}.${turn}`;
}
