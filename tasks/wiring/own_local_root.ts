import { join } from "node:path";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import type { Files } from "../../lib/host/files.ts";
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
      if (await files.stat(path) === undefined) await files.replace(path, `${uriOf(root)}\n`);
    } finally {
      lock.release();
    }
    return await foundRoot(files, localRoot, root);
  } catch (cause) {
    throw new DayError("DAY-USE-001", `--local-root ${localRoot} cannot be written`, {
      cause,
      fix: "name a folder that you may write to",
    });
  }
}

/** What works with a local root, in the folder that a monitor would use now. Changes nothing. @throws DayError DAY-USE-001 */
export async function inFoundRoot<Deps extends { readonly options: RootAddress & { readonly localRoot: string } }>(
  { files }: Pick<TaskContext, "files">,
  deps: Deps,
): Promise<Deps> {
  const { options } = deps;
  const localRoot = await foundRoot(files, options.localRoot, options).catch((cause) => {
    throw new DayError("DAY-USE-001", `--local-root ${options.localRoot} cannot be read`, {
      cause,
      fix: "name a folder that you may read and write to",
    });
  });
  return { ...deps, options: { ...options, localRoot } };
}

async function foundRoot(files: Files, localRoot: string, root: RootAddress): Promise<string> {
  const path = join(localRoot, ownerName);
  if (await files.stat(path) === undefined || (await files.readText(path)).trim() === uriOf(root)) return localRoot;
  return join(localRoot, ".roots", await rootNumber(root));
}

function uriOf({ bucket, root }: RootAddress): string {
  return `s3://${bucket}/${root}`;
}
