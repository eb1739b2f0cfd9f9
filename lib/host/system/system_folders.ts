import { dirname } from "node:path";
import type { Folders } from "../folders.ts";
import { putFile, syncFolder } from "./put_file.ts";
import { realPath } from "./real_path.ts";

export const systemFolders: Folders = {
  async entry(path) {
    try {
      const { isFile, isDirectory, isSymlink, mode } = await Deno.lstat(path);
      if (isSymlink) return { is: "link", target: await Deno.readLink(path) };
      return { is: isFile ? "file" : isDirectory ? "folder" : "other", mode: (mode ?? 0) & 0o7777 };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
      throw error;
    }
  },

  put: putFile,

  async rename(from, to) {
    await Deno.rename(from, to);
    await syncFolder(dirname(to));
  },

  setMode: (path, mode) => Deno.chmod(path, mode),

  async link(target, path) {
    const temporary = `${path}.${crypto.randomUUID()}`;
    await Deno.symlink(target, temporary);
    await Deno.rename(temporary, path);
  },

  async removeTree(path) {
    try {
      await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },

  realPath,
};
