import { hostname } from "node:os";
import type { Clock } from "../clock.ts";
import type { Environment } from "../environment.ts";
import { type FileLock, tryFileLock } from "./file_lock.ts";
import { poll } from "../poll.ts";

/** Milliseconds between tries. */
const pause = 250;

export type LockWait = {
  /** What the holder is called to others. */
  readonly command: string;
  /** Seconds between two calls of `tell`. */
  readonly tellEvery: number;
  /** Called while another holds the lock, with the whole seconds since the beginning; at once for the first time. */
  readonly tell: (seconds: number) => void;
};

/** Does the work while nobody else, in this process or another, holds the lock; waits for it as long as it takes. */
export async function whileLocked<T>(
  { clock, environment }: { readonly clock: Clock; readonly environment: Environment },
  path: string,
  { command, tellEvery, tell }: LockWait,
  work: () => Promise<T>,
): Promise<T> {
  const holder = { pid: 0, host: hostname(), user: environment.user, command };
  let told = 0;
  const lock = await poll(
    { clock },
    { pauses: [pause], endless: true },
    async (waited): Promise<FileLock | undefined> => {
      const lock = await tryFileLock(path, holder);
      if ("release" in lock) return lock;
      if (waited < told * tellEvery * 1_000) return undefined;
      told = Math.floor(waited / (tellEvery * 1_000)) + 1;
      tell(Math.floor(waited / 1_000));
      return undefined;
    },
  );
  if (lock === undefined) throw new Error("an endless poll has ended");
  try {
    return await work();
  } finally {
    lock.release();
  }
}
