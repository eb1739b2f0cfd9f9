/** Lines that come in, one at a time. */
export interface LineReader {
  /** The next line without its end; nothing at the end of input. @throws the signal's reason when it is aborted */
  next(): Promise<string | undefined>;
  /** Drops lines that a person has typed ahead; lines from a file or a pipe stay. */
  forget?(): Promise<void>;
}

export type Input = LineReader & {
  /** A person sits before it and sees what she types. */
  readonly isTerminal: boolean;
};

/** What was typed before is there at once; this many milliseconds are for a slow machine. */
const atOnce = 100;

/** Lines of standard input. Nothing is read before the first line is asked for. */
export function standardInput(signal: AbortSignal): Input {
  const isTerminal = Deno.stdin.isTerminal();
  let lines: AsyncIterator<string> | undefined;
  let coming: Promise<string | undefined> | undefined;
  const look = () => {
    lines ??= linesOf(Deno.stdin.readable)[Symbol.asyncIterator]();
    coming ??= lines.next().then(({ done, value }) => done ? undefined : value);
    return coming;
  };
  return {
    isTerminal,
    async next() {
      const line = await orAborted(look(), signal);
      coming = undefined;
      return line;
    },
    async forget() {
      while (isTerminal) {
        const isThere = look().then((line) => line !== undefined);
        if (!await orAborted(Promise.race([isThere, later(atOnce)]), signal)) return;
        coming = undefined;
      }
    },
  };
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function later(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds));
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
