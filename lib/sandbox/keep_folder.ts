import { join } from "node:path";
import type { Files } from "../host/files.ts";
import type { Folders } from "../host/folders.ts";

/**
 * Keeps a folder as it is at this moment, small files and their permissions.
 *
 * @returns makes it so again; it must be empty
 */
export async function keepFolder(
  deps: { readonly files: Files; readonly folders: Folders },
  folder: string,
): Promise<() => Promise<void>> {
  const { files, folders } = deps;
  const parts = (await files.list(folder)).map(async (name) => {
    const path = join(folder, name);
    const found = await files.stat(path);
    if (!found?.isFile) return await keepFolder(deps, path);
    const bytes = await files.readBytes(path);
    return async () => {
      await files.replace(path, bytes);
      await folders.setMode(path, found.mode);
    };
  });
  const again = await Promise.all(parts);
  return async () => {
    await files.ensureFolder(folder);
    for (const restore of again) await restore();
  };
}
