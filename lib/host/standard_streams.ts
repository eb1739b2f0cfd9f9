import { DayError } from "./day_error.ts";

/** Standard output and standard error, written to at once and in order. */
export type StandardStreams = {
  /** @throws DayError DAY-OUT-001 when it cannot be written; a reader that has gone away ends the writing, not the work */
  readonly out: (text: string) => void;
  /** Where nobody can be told that nothing can be told, it is not told. */
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal. */
  readonly isTerminal: boolean;
};

export function standardStreams(): StandardStreams {
  return {
    out(text) {
      try {
        writeAll(Deno.stdout, text);
      } catch (cause) {
        if (cause instanceof Deno.errors.BrokenPipe) return;
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new DayError("DAY-OUT-001", `standard output cannot be written: ${why}`, { cause });
      }
    },
    err(text) {
      try {
        writeAll(Deno.stderr, text);
      } catch {
        // There is nobody left to tell.
      }
    },
    isTerminal: Deno.stderr.isTerminal(),
  };
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
