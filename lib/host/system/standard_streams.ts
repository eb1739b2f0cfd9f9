import { DayError } from "../errors/day_error.ts";
import { reasonOf } from "../errors/reason_of.ts";
import type { Streams } from "../streams.ts";

/** Standard output and standard error. */
export function standardStreams(): Streams {
  return {
    out(text) {
      try {
        writeAll(Deno.stdout, text);
      } catch (cause) {
        if (cause instanceof Deno.errors.BrokenPipe) return;
        throw new DayError("DAY-OUT-001", `standard output cannot be written: ${reasonOf(cause)}`, { cause });
      }
    },
    err(text) {
      try {
        writeAll(Deno.stderr, text);
      } catch {
        // There is nobody left to tell.
      }
    },
    columns: Deno.stderr.isTerminal() ? terminalColumns : undefined,
    rows: terminalRows,
  };
}

/** How wide the window is, in columns, at this moment; 80 where nobody can tell. */
function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}

/** How many lines the window has; 24 where nobody can tell. */
function terminalRows(): number {
  try {
    return Deno.consoleSize().rows || 24;
  } catch {
    return 24;
  }
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += stream.writeSync(bytes.subarray(done));
    } catch (error) {
      // A parent may have made the pipe one that does not wait for its reader.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
