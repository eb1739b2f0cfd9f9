import type { Files } from "../files.ts";
import { putFile } from "./put_file.ts";
import { realPath } from "./real_path.ts";

/** The real file system. */
export const systemFiles: Files = {
  readText: async (path) => await Deno.readTextFile(possible(path)),
  readBytes: async (path) => await Deno.readFile(possible(path)),

  async stat(path) {
    try {
      const info = await Deno.stat(possible(path));
      return { isFile: info.isFile, mode: (info.mode ?? 0) & 0o7777 };
    } catch (error) {
      if (isNothing(error)) return undefined;
      throw error;
    }
  },

  async measure(path) {
    const { size, mtime } = await Deno.stat(path);
    return { bytes: size, changed: mtime?.getTime() ?? 0 };
  },

  async readRange(path, from, to) {
    using file = await Deno.open(path);
    await file.seek(from, Deno.SeekMode.Start);
    const bytes = new Uint8Array(Math.max(0, to - from));
    let have = 0;
    while (have < bytes.length) {
      const got = await file.read(bytes.subarray(have));
      if (got === null) break;
      have += got;
    }
    return bytes.subarray(0, have);
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
  },

  async remove(path) {
    try {
      await Deno.remove(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },
};

/** No system knows a file with a NUL in its name, and Deno takes one for a mistake of the program. @throws NotFound for such a path */
function possible(path: string): string {
  if (path.includes("\0")) throw new Deno.errors.NotFound(`no file can be called ${JSON.stringify(path)}`);
  return path;
}

/** The path leads to nothing: there is no such file, its folder is none, or links go round in a circle. */
function isNothing(error: unknown): boolean {
  const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
  return [NotFound, NotADirectory, FilesystemLoop].some((kind) => error instanceof kind);
}
