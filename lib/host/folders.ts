/** What stands at a path itself; `mode` holds the permission bits only. */
export type Entry =
  | { readonly is: "file" | "folder" | "other"; readonly mode: number }
  /** A symbolic link, wherever it leads; `target` as it stands in it. */
  | { readonly is: "link"; readonly target: string };

/** What `Files` leaves out: permissions, links, whole trees, and paths that mean themselves. Paths are absolute. */
export interface Folders {
  /** What stands at the path, a link not being followed; nothing when there is nothing. */
  entry(path: string): Promise<Entry | undefined>;
  /** Writes a file in one step, as `Files.replace` does, but in the place of a link that stands there, and with this mode. */
  put(path: string, content: string | Uint8Array, mode: number): Promise<void>;
  /** Moves a file or a link in one step, within one file system; it replaces what stands there. */
  rename(from: string, to: string): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  /** Makes `path` a symbolic link to `target`, replacing a link that stands there. */
  link(target: string, path: string): Promise<void>;
  /** Removes a folder with everything in it; absent counts as success. */
  removeTree(path: string): Promise<void>;
  /** The path without symbolic links; what does not exist is returned as it is. */
  realPath(path: string): Promise<string>;
}
