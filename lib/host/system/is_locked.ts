/**
 * Whether somebody holds the exclusive lock on a file at this moment. It is tried with a shared lock that is given back at once, so
 * that two who look do not see each other.
 */
export async function isLocked(path: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    if (!await file.tryLock(false)) return true;
    // Closing alone is not enough: a child that is being started at this moment has the file open a little longer.
    file.unlockSync();
    return false;
  } finally {
    file.close();
  }
}
