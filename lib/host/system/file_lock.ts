/** What the holder of a lock wrote into it, for the person who is turned away. */
export type LockHolder = {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly command: string;
};

export type FileLock = { release(): void };

/**
 * Takes an exclusive lock on a file without waiting. The operating system frees it when the process ends in whatever way.
 *
 * Not guaranteed: exclusion between machines on a network file system without a lock daemon.
 *
 * @returns the lock, or what its present holder wrote
 */
export async function tryFileLock(
  path: string,
  holder: LockHolder,
): Promise<FileLock | { readonly heldBy: LockHolder }> {
  const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  if (!await file.tryLock(true)) {
    file.close();
    return { heldBy: await holderOf(path) };
  }
  try {
    await file.truncate(0);
    await file.write(new TextEncoder().encode(JSON.stringify(holder) + "\n"));
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    // The file stays: removing it would let a third process lock a new file of the same name beside a waiting second one.
    release() {
      // Closing alone is not enough: a child that is being started at this moment has the file open a little longer.
      file.unlockSync();
      file.close();
    },
  };
}

async function holderOf(path: string): Promise<LockHolder> {
  try {
    return JSON.parse(await Deno.readTextFile(path)) as LockHolder;
  } catch {
    return { pid: 0, host: "?", user: "?", command: "?" };
  }
}
