import { delimiter, join } from "node:path";
import { askProgram } from "./ask_program.ts";
import type { Environment } from "../environment.ts";
import { givenVariables } from "./given_variables.ts";
import { processTable, signalProcess } from "./process_table.ts";
import type { Processes, ProcessId, RunOptions } from "../processes.ts";

/** `ps` derives the beginning of a process from the clock, rounds it down, and may be off by a second each time. */
const clockWobble = 2_000;

/**
 * A start time is that of the order to begin. On a busy machine the process begins seconds later; no machine gives the same number
 * out again within this time.
 */
const slowestStart = 30_000;

export type ProcessOptions = {
  /**
   * The session of the children. `own`, the default: a Ctrl-C on our terminal is ours alone to handle, at the price of copying the
   * tables of our whole memory for each child. `shared`: for whoever has no terminal and starts many.
   */
  readonly session?: "own" | "shared";
};

/** Real children of this process, which see exactly this environment. */
export function systemProcesses(environment: Environment, { session = "own" }: ProcessOptions = {}): Processes {
  const ask = askProgram(environment);
  const isRunning = async ({ pid, startTime }: ProcessId) => {
    const ordered = Date.parse(startTime);
    return (await processTable(ask)).some(({ pid: number, started }) =>
      number === pid && started >= ordered - clockWobble && started <= ordered + slowestStart
    );
  };
  const end = async (id: ProcessId) => {
    for (const signal of ["TERM", "KILL"] as const) {
      if (!await isRunning(id)) return;
      await signalProcess(ask, id.pid, signal);
      for (let waited = 0; waited < 25 && await isRunning(id); waited++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
  return {
    async run(argv, options = {}) {
      options.signal?.throwIfAborted();
      const startTime = new Date().toISOString();
      const child = spawn(argv, environment, { session, ...options });
      const id = { pid: child.pid, startTime };
      let ending: Promise<void> | undefined;
      const onAbort = () => void (ending = end(id));
      options.signal?.addEventListener("abort", onAbort, { once: true });
      let late = false;
      const timer = options.limit === undefined ? undefined : setTimeout(() => {
        late = true;
        onAbort();
      }, options.limit);
      try {
        const outputs = [collect(child.stdout, options.onLine), collect(child.stderr, options.onLine)];
        await options.onStart?.(id);
        await feed(child.stdin, options.stdin);
        const [stdout, stderr] = await Promise.all(outputs);
        const { code } = await child.status;
        return { code, stdout, stderr, ...(late ? { late } : {}) };
      } finally {
        clearTimeout(timer);
        options.signal?.removeEventListener("abort", onAbort);
        await ending;
      }
    },

    isRunning,

    async find(argv) {
      const wanted = argv.join(" ");
      return (await processTable(ask))
        .filter(({ command }) => [" ", "/"].some((before) => `${before}${command}`.endsWith(before + wanted)))
        .map(({ pid, started }) => ({ pid, startTime: new Date(started).toISOString() }));
    },

    end,

    async which(program) {
      if (program.includes("/")) return await isExecutable(program) ? program : undefined;
      for (const folder of (environment.get("PATH") ?? "").split(delimiter)) {
        if (folder !== "" && await isExecutable(join(folder, program))) return join(folder, program);
      }
      return undefined;
    },
  };
}

function spawn(
  argv: readonly string[],
  environment: Environment,
  { session, ...options }: RunOptions,
): Deno.ChildProcess {
  const [program, ...args] = argv;
  return new Deno.Command(program, {
    args,
    cwd: options.folder,
    env: givenVariables({ ...environment.all(), ...options.env }),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: session === "own",
  }).spawn();
}

async function feed(stdin: WritableStream<Uint8Array>, text = ""): Promise<void> {
  try {
    const writer = stdin.getWriter();
    if (text !== "") await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    // A child that does not read its input may close it first.
  }
}

async function collect(stream: ReadableStream<Uint8Array>, onLine?: (line: string) => void): Promise<string> {
  let text = "";
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (onLine) lines.forEach((line) => onLine(line));
  }
  if (rest !== "") onLine?.(rest);
  return text;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    const info = await Deno.stat(path);
    return info.isFile && ((info.mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}
