import { dirname, resolve } from "node:path";
import type { Environment } from "../host/environment.ts";
import { DayError } from "../host/errors/day_error.ts";
import { type Json, stableJson } from "../host/json.ts";
import type { Files } from "../host/files.ts";
import { replaceFile } from "../state/artifacts.ts";
import type { Snapshot } from "./points.ts";
import { readSnapshot } from "./read_snapshot.ts";

type Deps = { readonly files: Files; readonly environment: Environment };

/**
 * Where a snapshot may go: where nothing stands, or an older snapshot.
 *
 * @throws DayError DAY-USE-001 for a folder that is absent, and for a file that is something else
 */
export async function placeForSnapshot(deps: Deps, name: string): Promise<string> {
  const path = resolve(deps.environment.folder, name);
  const refuse = (why: string) => new DayError("DAY-USE-001", `--out ${name}: ${why}`, { fix: "name another file" });
  if (await deps.files.stat(dirname(path)) === undefined) throw refuse(`there is no folder ${dirname(path)}`);
  const standing = await deps.files.stat(path);
  if (standing === undefined) return path;
  if (!standing.isFile) throw refuse("it is a folder");
  await readSnapshot(deps, name).catch(() => {
    throw refuse("this file exists and is not a snapshot");
  });
  return path;
}

export async function writeSnapshot({ files }: Deps, path: string, snapshot: Snapshot): Promise<void> {
  await replaceFile(files, path, stableJson(snapshot satisfies Json));
}
