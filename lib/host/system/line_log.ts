import { dirname } from "node:path";
import { syncFolder, writeAll } from "./put_file.ts";

/** A file of lines that only grows. A line that `append` has returned for survives a crash of the program and of the machine. */
export interface LineLog {
  readonly path: string;
  append(line: string): Promise<void>;
  close(): void;
}

/**
 * Creates a log at a path where nothing stands yet.
 *
 * @throws Deno.errors.AlreadyExists when something does
 */
export async function createLineLog(path: string): Promise<LineLog> {
  const file = await Deno.open(path, { append: true, createNew: true, mode: 0o600 });
  await syncFolder(dirname(path));
  return lineLog(path, file);
}

/**
 * Opens an existing log for more lines. A last line without its newline was torn by a crash: it never counted, and is cut off.
 */
export async function reopenLineLog(path: string): Promise<{ lines: readonly string[]; log: LineLog }> {
  const bytes = await Deno.readFile(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) await Deno.truncate(path, whole);
  const file = await Deno.open(path, { append: true });
  return { lines: linesOf(bytes.subarray(0, whole)), log: lineLog(path, file) };
}

/** The whole lines of a log that may still be written by somebody else. */
export async function readLineLog(path: string): Promise<readonly string[]> {
  const bytes = await Deno.readFile(path);
  return linesOf(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1));
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "");
}

function lineLog(path: string, file: Deno.FsFile): LineLog {
  let last = Promise.resolve();
  return {
    path,
    append(line) {
      // Appends queue up, so that two of them never mix.
      last = last.then(async () => {
        await writeAll(file, new TextEncoder().encode(line + "\n"));
        await file.syncData();
      });
      return last;
    },
    close: () => file.close(),
  };
}
