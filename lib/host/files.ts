/** Files and folders. Paths are absolute. Failures are thrown as the operating system gives them. */
export interface Files {
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** What stands at the path, or nothing when there is nothing. `mode` holds the permission bits only. */
  stat(path: string): Promise<{ readonly isFile: boolean; readonly mode: number } | undefined>;
  /** How large a file is, and when it was changed (milliseconds since 1970); throws when there is none. */
  measure(path: string): Promise<{ readonly bytes: number; readonly changed: number }>;
  /** A part of a file; `to` is not included. What lies behind its end is left out. */
  readRange(path: string, from: number, to: number): Promise<Uint8Array>;
  /** Names in a folder, sorted; an absent folder is empty. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes the folder (mode 0700) and its parents when they are missing. */
  ensureFolder(folder: string): Promise<void>;
  /**
   * Replaces the file in one step: temporary name in the same folder, fsync, rename. Either the old bytes stand there or all
   * the new ones. The mode of an existing file is kept; a new one gets 0600. A link stays a link to the file that is replaced.
   */
  replace(path: string, content: string | Uint8Array): Promise<void>;
  /** Removes a file; absent counts as success. */
  remove(path: string): Promise<void>;
}
