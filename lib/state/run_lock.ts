import { join } from "node:path";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { type FileLock, type LockHolder, tryFileLock } from "../host/system/file_lock.ts";
import type { Files } from "../host/files.ts";
import { isLocked } from "../host/system/is_locked.ts";
import { noPlace } from "./journal/no_place.ts";
import type { Subject } from "./journal/runs.ts";

/**
 * One run per cluster of an account and region.
 *
 * @param folder the runs folder, which exists
 * @throws DayError DAY-RUN-001 naming who holds the lock, DAY-RUN-007 when there is no place for it
 */
export async function lockRun(folder: string, about: Subject, holder: LockHolder): Promise<FileLock> {
  const path = join(folder, lockName(about));
  const lock = await tryFileLock(path, holder).catch((cause) => {
    throw noPlace(path, "locked", cause);
  });
  if (!("heldBy" in lock)) return lock;
  const { pid, host, user, command: line } = lock.heldBy;
  throw new DayError(
    "DAY-RUN-001",
    `cluster ${about.subject} is being worked on by process ${pid} of ${user} on ${host}: ${line}`,
    { fix: advice`wait for it to end, or stop it with: ${command(`kill -INT ${pid}`)}` },
  );
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
