/** What `Files` leaves out: permissions, links and whole trees. Paths are absolute. */
export interface Folders {
  setMode(path: string, mode: number): Promise<void>;
  /** Makes `path` a symbolic link to `target`, replacing a link that stands there. */
  link(target: string, path: string): Promise<void>;
  /** Removes a folder with everything in it; absent counts as success. */
  removeTree(path: string): Promise<void>;
  /** The path without symbolic links; what does not exist is returned as it is. */
  realPath(path: string): Promise<string>;
}
