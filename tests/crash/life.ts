import { repository } from "../support/source_files.ts";

/** How a program ended. Killed by a signal: `signal` names it. */
export type Ended = { readonly code: number; readonly signal: string | null; readonly err: string };

/** A program that was started. */
export type Life = {
  readonly ended: Promise<Ended>;
  /** Waits until its standard error says this. @throws Error when it ends without */
  saying(pattern: RegExp): Promise<void>;
  kill(): void;
};

/** Milliseconds after which a program that waits for ever is ended: nothing that works takes so long, on however busy a machine. */
const patience = 20 * 60_000;

export type LifeOptions = {
  /** The folder that it is called in. */
  readonly folder?: string;
  /** A module that is loaded before it; such a program has all rights, which the module needs. */
  readonly preload?: string;
};

/** Starts a task as a process. @param environment complete, nothing is inherited */
export function startLife(
  [task, ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  { folder = repository, preload }: LifeOptions = {},
): Life {
  const rights = preload === undefined ? ["-P=changing"] : ["-A", "--no-check", `--preload=${preload}`];
  const child = new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", ...rights, `tasks/${task}.ts`, ...args],
    cwd: repository,
    clearEnv: true,
    env: { ...environment, INIT_CWD: folder, NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already: whoever waits for it notices by its exit code.
    }
  };
  const late = setTimeout(kill, patience);
  let err = "";
  const listeners = new Set<() => void>();
  const listening = async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      err += text;
      for (const listen of listeners) listen();
    }
  };
  const finish = async (): Promise<Ended> => {
    const [{ code, signal }] = await Promise.all([child.status, listening()]);
    clearTimeout(late);
    return { code, signal, err };
  };
  const ended = finish();
  const saying = async (pattern: RegExp) => {
    const heard = Promise.withResolvers<void>();
    const listen = () => void (pattern.test(err) && heard.resolve());
    listeners.add(listen);
    listen();
    await Promise.race([
      heard.promise,
      ended.then(() => Promise.reject(new Error(`ended without ${pattern}:\n${err}`))),
    ]);
    listeners.delete(listen);
  };
  return { ended, saying, kill };
}
