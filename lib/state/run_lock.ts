import { join } from "node:path";
import { DayError } from "../host/day_error.ts";
import { type FileLock, type LockHolder, tryFileLock } from "../host/file_lock.ts";

/**
 * One run per cluster and region.
 *
 * @param folder the runs folder, which exists
 * @throws DayError DAY-RUN-001 naming who holds the lock, DAY-RUN-007 when there is no place for it
 */
export async function lockRun(folder: string, region: string, cluster: string, holder: LockHolder): Promise<FileLock> {
  const path = join(folder, `${region}_${cluster}.lock`);
  const lock = await tryFileLock(path, holder).catch((cause) => {
    throw new DayError("DAY-RUN-007", `${path} cannot be locked: ${cause.message}`, { cause });
  });
  if (!("heldBy" in lock)) return lock;
  const { pid, host, user, command } = lock.heldBy;
  throw new DayError(
    "DAY-RUN-001",
    `cluster ${cluster} is being worked on by process ${pid} of ${user} on ${host}: ${command}`,
    { fix: `wait for it to end, or stop it with: kill -INT ${pid}` },
  );
}
