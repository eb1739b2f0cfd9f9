import { dirname } from "node:path";
import type { ShimDeps } from "./standing.ts";

/** Makes the folder of the scripts or one below it; whoever may look into that may look into it. */
export async function makeFolder(deps: ShimDeps, folder: string, path: string): Promise<void> {
  const { files, folders } = deps;
  if (await files.stat(path) !== undefined) return;
  if (path !== folder) await makeFolder(deps, folder, dirname(path));
  const mode = (await files.stat(folder))?.mode ?? 0o755;
  await files.ensureFolder(path);
  await folders.setMode(path, mode);
}
