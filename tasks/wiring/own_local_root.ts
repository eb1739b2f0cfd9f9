import { join } from "node:path";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { tryFileLock } from "../../lib/host/system/file_lock.ts";
import { type RootAddress, rootNumber } from "../../lib/worksets/contract/root_address.ts";

/** In a local root: the root in S3 that its folders belong to. */
const ownerName = ".daylily-root";

/**
 * The folder of this host for the worksets of a root: the local root itself for the root that used it first, a folder in it for every
 * other one. Worksets of two roots may have the same name, and one must not delete what the other works in.
 *
 * @throws DayError DAY-USE-001 where nothing can be written
 */
export async function ownLocalRoot(
  { files, clock, environment, self }: TaskContext,
  localRoot: string,
  root: RootAddress,
): Promise<string> {
  const mine = `s3://${root.bucket}/${root.root}`;
  const path = join(localRoot, ownerName);
  try {
    await files.ensureFolder(localRoot);
    const holder = { ...self, user: environment.user, command: "monitor-worksets" };
    let lock = await tryFileLock(`${path}.lock`, holder);
    while (!("release" in lock)) {
      await clock.sleep(50);
      lock = await tryFileLock(`${path}.lock`, holder);
    }
    try {
      if (await files.stat(path) === undefined) await files.replace(path, `${mine}\n`);
    } finally {
      lock.release();
    }
    if ((await files.readText(path)).trim() === mine) return localRoot;
  } catch (cause) {
    throw new DayError("DAY-USE-001", `--local-root ${localRoot} cannot be written`, {
      cause,
      fix: "name a folder that you may write to",
    });
  }
  return join(localRoot, ".roots", await rootNumber(root));
}
