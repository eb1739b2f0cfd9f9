import { basename, dirname, join } from "node:path";

/**
 * Writes a file in one step: temporary name in the same folder, fsync, rename. Either what stood there before stands there, or the
 * file with all its bytes and its mode.
 */
export async function putFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
  try {
    using file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
    // What Deno.open makes is narrowed by the umask.
    await Deno.chmod(temporary, mode);
    await writeAll(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
    await file.sync();
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
  await sweep(path);
}

/** No write takes as long: a temporary file of this age has lost its writer. */
const abandonedAfterMilliseconds = 60_000;

/** Removes what writers of this file left behind that were killed in the middle, and nothing that is still being written. */
async function sweep(target: string): Promise<void> {
  for await (const { name } of Deno.readDir(dirname(target))) {
    if (!name.startsWith(`.${basename(target)}.`) || !/\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/.test(name)) {
      continue;
    }
    const path = join(dirname(target), name);
    if (Date.now() - await changedAt(path) > abandonedAfterMilliseconds) await Deno.remove(path).catch(() => {});
  }
}

/** Milliseconds since the epoch; what is gone meanwhile counts as changed just now. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? Date.now();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return Date.now();
    throw error;
  }
}

/** A write may take fewer bytes than it was given. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}

/** Makes a rename survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  using opened = await Deno.open(folder);
  await opened.sync();
}
