import { join } from "node:path";
import { inTemporaryFolder } from "./temporary.ts";

export type TerminalOptions = {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly columns?: number;
};

export type Ended = {
  readonly code: number;
  /** Everything that was shown, with the control sequences that were sent. */
  readonly shown: string;
  /** What `stty -a` says after the program. */
  readonly settings: string;
};

/** A program on a pseudo-terminal, and the person before it. */
export type Terminal = {
  /** Waits until this is shown, after everything that was waited for before. @returns what was shown up to its end */
  see(what: string | RegExp): Promise<string>;
  /** Types, without a line end of its own. */
  type(keys: string): Promise<void>;
  /** Makes the window wider or narrower. */
  resize(columns: number): Promise<void>;
  signal(name: Deno.Signal): Promise<void>;
  /** Waits for the program. */
  end(): Promise<Ended>;
};

/** Only guards against waiting for ever: nothing that works takes so long, on however busy a machine. */
const patience = 10 * 60_000;

export const keys = { enter: "\r", interrupt: "\u0003", endOfInput: "\u0004", backspace: "\u007f" } as const;

/**
 * Runs a program on a pseudo-terminal for the length of `body`, which has to wait for its end. A wait that is in vain fails with
 * everything that was shown.
 */
export async function onTerminal<T>(options: TerminalOptions, body: (terminal: Terminal) => Promise<T>): Promise<T> {
  return await inTemporaryFolder(async (folder) => {
    const start = join(folder, "start.sh");
    await Deno.writeTextFile(start, startScript(folder, options.columns ?? 80));
    const words = ["sh", start, ...options.argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const child = new Deno.Command("script", {
      args: ["-qefc", words.join(" "), "/dev/null"],
      env: { TERM: "xterm-256color", LANG: "C.UTF-8", ...options.environment },
      clearEnv: true,
      cwd: options.folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const driver = new Driver(child, folder);
    try {
      return await body(driver);
    } finally {
      await driver.close();
    }
  });
}

/** The program, between the settings of the window before it and a look at those that it leaves. */
function startScript(folder: string, columns: number): string {
  return [
    `stty rows 24 cols ${columns}`,
    `tty > '${folder}/tty'`,
    // This shell is in the terminal's group, too, and has to outlive the program.
    "trap : INT TERM HUP",
    `sh -c 'echo $$ > "$0"; exec "$@"' '${folder}/pid' "$@"`,
    "code=$?",
    `stty -a > '${folder}/settings'`,
    "exit $code",
  ].join("\n");
}

class Driver implements Terminal {
  #shown = "";
  #seen = 0;
  #over = false;
  #changed = Promise.withResolvers<void>();
  readonly #reading: Promise<void>;
  readonly #keyboard: WritableStreamDefaultWriter<Uint8Array>;

  constructor(private readonly child: Deno.ChildProcess, private readonly folder: string) {
    this.#keyboard = child.stdin.getWriter();
    this.#reading = this.#read();
  }

  async see(what: string | RegExp): Promise<string> {
    const pattern = typeof what === "string" ? what : new RegExp(what, "m");
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#tell();
    }, patience);
    try {
      for (;;) {
        const begin = this.#seen;
        const end = endOf(pattern, this.#shown.slice(begin));
        if (end !== undefined) {
          this.#seen += end;
          return this.#shown.slice(begin, this.#seen);
        }
        if (this.#over || late) throw new Error(`${what} was not shown${late ? " in time" : ""}; ${this.#account()}`);
        await this.#changed.promise;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async type(keys: string): Promise<void> {
    await this.#keyboard.write(new TextEncoder().encode(keys));
  }

  async resize(columns: number): Promise<void> {
    const tty = (await Deno.readTextFile(join(this.folder, "tty"))).trim();
    const { success } = await new Deno.Command("stty", { args: ["-F", tty, "cols", String(columns)] }).output();
    if (!success) throw new Error(`${tty} cannot be resized`);
  }

  async signal(name: Deno.Signal): Promise<void> {
    Deno.kill(Number(await Deno.readTextFile(join(this.folder, "pid"))), name);
  }

  async end(): Promise<Ended> {
    const timer = setTimeout(() => this.#kill(), patience);
    const { code, signal } = await this.child.status;
    await this.#reading;
    clearTimeout(timer);
    if (signal !== null) throw new Error(`the program did not end in time; ${this.#account()}`);
    return { code, shown: this.#shown, settings: await Deno.readTextFile(join(this.folder, "settings")) };
  }

  async close(): Promise<void> {
    this.#kill();
    await this.#keyboard.close().catch(() => {});
    await this.child.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const text of this.child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#shown += text;
      this.#tell();
    }
    this.#over = true;
    this.#tell();
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  /** The terminal hangs up with it, so that the program ends as well. */
  #kill(): void {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }

  #account(): string {
    return `after what was seen came:\n${this.#shown.slice(this.#seen)}\nall in all:\n${this.#shown}`;
  }
}

function endOf(pattern: string | RegExp, text: string): number | undefined {
  if (typeof pattern === "string") {
    const at = text.indexOf(pattern);
    return at < 0 ? undefined : at + pattern.length;
  }
  const match = pattern.exec(text);
  return match === null ? undefined : match.index + match[0].length;
}
