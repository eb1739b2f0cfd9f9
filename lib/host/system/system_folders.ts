import type { Folders } from "../folders.ts";
import { realPath } from "./real_path.ts";

export const systemFolders: Folders = {
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
