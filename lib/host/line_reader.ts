/** Lines that come in, one at a time. */
export interface LineReader {
  /** The next line without its end; nothing at the end of input. @throws the signal's reason when it is aborted */
  next(): Promise<string | undefined>;
}

/** Lines of standard input. Nothing is read before the first line is asked for. */
export function standardInput(signal: AbortSignal): LineReader {
  let lines: AsyncIterator<string> | undefined;
  return {
    next() {
      lines ??= linesOf(Deno.stdin.readable)[Symbol.asyncIterator]();
      const next = lines.next().then(({ done, value }) => done ? undefined : value);
      const aborted = new Promise<never>((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
      return Promise.race([next, aborted]);
    },
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
