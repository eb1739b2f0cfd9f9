import { basename, dirname, join } from "node:path";
import type { Files } from "../files.ts";
import { putFile } from "./put_file.ts";
import { realPath } from "./real_path.ts";

/** The real file system. */
export const systemFiles: Files = {
  readText: (path) => Deno.readTextFile(path),
  readBytes: (path) => Deno.readFile(path),

  async stat(path) {
    try {
      const info = await Deno.stat(path);
      return { isFile: info.isFile, mode: (info.mode ?? 0) & 0o7777 };
    } catch (error) {
      if (isNothing(error)) return undefined;
      throw error;
    }
  },

  async list(folder) {
    try {
      return (await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name)).sort();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  },

  ensureFolder: (folder) => Deno.mkdir(folder, { recursive: true, mode: 0o700 }),

  async replace(path, content) {
    const target = await realPath(path);
    await putFile(target, content, (await systemFiles.stat(target))?.mode ?? 0o600);
    await sweep(target);
  },

  async remove(path) {
    try {
      await Deno.remove(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },
};

/** The path leads to nothing: there is no such file, its folder is none, or links go round in a circle. */
function isNothing(error: unknown): boolean {
  const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
  return [NotFound, NotADirectory, FilesystemLoop].some((kind) => error instanceof kind);
}

/** No write takes as long: a temporary file of this age has lost its writer. */
const abandonedAfterMilliseconds = 60_000;

/** Removes what writers of this file left behind that were killed in the middle, and nothing that is still being written. */
async function sweep(target: string): Promise<void> {
  for (const name of await systemFiles.list(dirname(target))) {
    if (!name.startsWith(`.${basename(target)}.`) || !name.endsWith(".tmp")) continue;
    const path = join(dirname(target), name);
    if (Date.now() - await changedAt(path) > abandonedAfterMilliseconds) await systemFiles.remove(path);
  }
}

/** Milliseconds since the epoch; what is gone meanwhile counts as changed just now. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? Date.now();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return Date.now();
    throw error;
  }
}
