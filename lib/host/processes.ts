/** A process that cannot be mistaken for another that got the same number later; when it was started, in ISO 8601. */
export type ProcessId = { readonly pid: number; readonly startTime: string };

export type Finished = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was ended because its time was up. */
  readonly late?: true;
};

export type RunOptions = {
  /** Variables that differ from our own environment, which a child gets otherwise; `undefined`: it does not get that one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  readonly stdin?: string;
  /** `shared`: a Ctrl-C on our terminal reaches the child as well. Cheaper; only for what may be asked again. */
  readonly session?: "own" | "shared";
  /** Called before anything of the child is awaited. */
  readonly onStart?: (id: ProcessId) => Promise<void>;
  /** Called for each line of standard output and standard error as it comes. */
  readonly onLine?: (line: string) => void;
  /** Ends the child (TERM, after five seconds KILL) when aborted; its end is waited for. Already aborted: no child is made. */
  readonly signal?: AbortSignal;
  /** Milliseconds of this machine, which is where children live; after them the child is ended in the same way. */
  readonly limit?: number;
};

/**
 * Children, always from an argument array and never through a shell. They run in a session of their own unless they are told
 * otherwise, so that a Ctrl-C on our terminal does not reach them.
 */
export interface Processes {
  /** Runs to the end. A program that cannot be started at all is thrown as `Deno.errors.NotFound`. */
  run(argv: readonly string[], options?: RunOptions): Promise<Finished>;
  isRunning(id: ProcessId): Promise<boolean>;
  /** Our own user's processes whose arguments end with these (an interpreter may stand before them). */
  find(argv: readonly string[]): Promise<readonly ProcessId[]>;
  end(id: ProcessId): Promise<void>;
  /** The full path of a program on `PATH`. */
  which(program: string): Promise<string | undefined>;
}
