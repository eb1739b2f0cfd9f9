import { join } from "node:path";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { type FileLock, type LockHolder, tryFileLock } from "../host/system/file_lock.ts";
import type { Files } from "../host/files.ts";
import { isLocked } from "../host/system/is_locked.ts";
import { noPlace } from "./journal/no_place.ts";
import type { Subject } from "./journal/runs.ts";

/** What of a cluster can be worked on beside a run that has lent it, or that does not need it. */
export type LockedPart = "deadline" | "export";

/** A cluster in the hands of one run. */
export type RunLock = FileLock & {
  /** Lets others move the deadline while something goes on for hours that does not change the cluster. */
  lendDeadline(): void;
  /** @throws DayError DAY-RUN-001 while somebody moves it */
  takeDeadline(): Promise<void>;
};

/**
 * One run per cluster of an account and region.
 *
 * @param folder the runs folder, which exists
 * @throws DayError DAY-RUN-001 naming who holds the lock, DAY-RUN-007 when there is no place for it
 */
export async function lockRun(folder: string, about: Subject, holder: LockHolder): Promise<RunLock> {
  const whole = await lockFile(join(folder, lockName(about)), `cluster ${about.subject}`, holder);
  const takeIt = () => lockPart(folder, about, "deadline", holder);
  try {
    let deadline: FileLock | undefined = await takeIt();
    const lendDeadline = () => {
      deadline?.release();
      deadline = undefined;
    };
    return {
      lendDeadline,
      async takeDeadline() {
        deadline ??= await takeIt();
      },
      release() {
        lendDeadline();
        whole.release();
      },
    };
  } catch (error) {
    whole.release();
    throw error;
  }
}

/**
 * One run per part of a cluster. Whoever holds the cluster holds its deadline too, until it lends it.
 *
 * @throws as `lockRun`
 */
export function lockPart(folder: string, about: Subject, part: LockedPart, holder: LockHolder): Promise<FileLock> {
  const path = join(folder, lockName({ ...about, subject: `${about.subject}.${part}` }));
  return lockFile(path, `the ${part} of cluster ${about.subject}`, holder);
}

async function lockFile(path: string, what: string, holder: LockHolder): Promise<FileLock> {
  const lock = await tryFileLock(path, holder).catch((cause) => {
    throw noPlace(path, "locked", cause);
  });
  if (!("heldBy" in lock)) return lock;
  const { pid, host, user, command: line } = lock.heldBy;
  const message = `${what} is being worked on by process ${pid} of ${user} on ${host}: ${line}`;
  throw new DayError("DAY-RUN-001", message, {
    fix: advice`wait for it to end, or stop it with: ${command(`kill -INT ${pid}`)}`,
  });
}

function lockName({ account, region, subject }: Subject): string {
  return `${account}_${region}_${subject}.lock`;
}

/** Whether some process works on this at the moment, in whatever account when none is named. */
export async function isAtWork(
  files: Files,
  folder: string,
  about: Omit<Subject, "account"> & { readonly account?: string },
): Promise<boolean> {
  const { account, ...rest } = about;
  const end = lockName({ account: "", ...rest });
  const names = account === undefined
    ? (await files.list(folder)).filter((name) => name.endsWith(end) && /^\d+$/.test(name.slice(0, -end.length)))
    : [lockName({ account, ...rest })];
  for (const name of names) if (await isLocked(join(folder, name))) return true;
  return false;
}
