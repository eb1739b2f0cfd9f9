import type { ProcessId } from "./processes.ts";

export type LifelineChild = {
  readonly id: ProcessId;
  /** Resolves when the child is gone. */
  readonly ended: Promise<void>;
  /** The next line of its standard output; rejects when it ended before one came. */
  nextLine(): Promise<string>;
  /** Writes a line to its standard input. */
  say(line: string): Promise<void>;
  /** What it last wrote to standard error, at most 4,000 characters. */
  lastWords(): string;
  stop(): Promise<void>;
};

/**
 * A child that must not outlive us: its standard input stays open as long as we live, and it is expected to end when that ends.
 * So it goes away even when we are killed, when no handler of ours can run.
 */
export function lifelineChild(argv: readonly string[], env: Readonly<Record<string, string>>): LifelineChild {
  const [program, ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let words = "";
  const heard = drain(child.stderr, (text) => words = (words + text).slice(-4_000));
  const lines = linesOf(child.stdout);
  const writer = child.stdin.getWriter();
  const ended = Promise.all([child.status, heard]).then(() => {});
  return {
    id: { pid: child.pid, startTime: new Date().toISOString() },
    ended,
    async nextLine() {
      const { done, value } = await lines.next();
      if (done) throw new Error(`the child has ended: ${words.trim()}`);
      return value;
    },
    say: (line) => writer.write(new TextEncoder().encode(line + "\n")),
    lastWords: () => words,
    async stop() {
      await writer.close().catch(() => {});
      const late = setTimeout(() => killed(child), 2_000);
      while (!(await lines.next()).done);
      await ended;
      clearTimeout(late);
    },
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function drain(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
}

function killed(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // Gone already.
  }
}
