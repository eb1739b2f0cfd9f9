import type { Answer } from "../answers/answer.ts";
import type { Emit } from "../host/events/events.ts";
import type { Outside } from "../host/host.ts";
import type { RequestTally } from "../host/net/request_tally.ts";
import type { Prompter } from "../host/prompter.ts";
import type { CommonFlags, FlagSpecs, FlagValues } from "./flags.ts";

/** What a running task gets from the shell around it; it has nothing else of the world. */
export type TaskContext = Omit<Outside, "input" | "interruption" | "every"> & {
  readonly emit: Emit;
  /** Puts a line of data on standard output at once, where an answer has no end; nothing else goes there then. */
  readonly print: (line: string) => void;
  readonly prompter: Prompter;
  /** Whether a person sits before it: then a question can be asked where otherwise none is. */
  readonly isTerminal: boolean;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly toolVersion: string;
  /** Of all requests of this run; `--debug` shows it at the end. */
  readonly tally: RequestTally;
  /** The command line of this process, for the lock and for hints. */
  readonly commandLine: string;
  /** Something to be closed when the task has ended, in whatever way. */
  atEnd(close: () => void): void;
};

/** One job of a task that has several, with flags of its own. */
export type SubCommand<F extends FlagSpecs = FlagSpecs, N extends string = never> = {
  /** What it does, in a line. */
  readonly brief: string;
  readonly flags: F;
  /** The flags without which it does not begin, those of every task included. */
  readonly needs: readonly string[];
  run(
    flags: FlagValues<F> & Omit<CommonFlags, keyof F> & { readonly [K in N]: string },
    context: TaskContext,
  ): Promise<Answer>;
};

export type SubCommands = Readonly<Record<string, SubCommand>>;

/** One job of the program. */
export type Task<F extends FlagSpecs = FlagSpecs> = {
  readonly name: string;
  /** One line for the list of tasks. */
  readonly brief: string;
  /** Paragraphs below it in the task's own help. */
  readonly description?: string;
  /** Command lines that can be run as they are. */
  readonly examples?: readonly { readonly what: string; readonly command: string }[];
  /** What it reads from the environment beside what every task reads, and what each means. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly flags: F;
  /** One letter for a flag, as in `-c`. */
  readonly aliases?: { readonly [letter: string]: string };
  /**
   * Earlier scripts wrote `--output FILE`: a value of that flag that is no form of the answer is meant for the flag of this name.
   */
  readonly outputFlag?: string;
  /** Words after the flags, for example a sub-command. */
  readonly words?: {
    readonly brief: string;
    readonly placeholder: string;
    /** The line behind the task's name in its help, where the placeholder alone would mislead. */
    readonly usage?: string;
    /** What the first of them can be, where that is known. */
    readonly values?: readonly string[];
    readonly least: number;
    readonly most: number;
  };
  /** It is nothing but these; `flags` are those of all of them. */
  readonly subCommands?: SubCommands;
  /** It runs `pcluster` and the reference check, wherever they are installed. */
  readonly startsTools?: boolean;
  /** Its JSON document has a `status`, also when it ends early: `failed` or `interrupted`. */
  readonly hasStatus?: boolean;
  /** Turns spellings of earlier programs into today's, with what there is to say about it. */
  spelled?(argv: readonly string[]): { readonly argv: readonly string[]; readonly note?: string };
  /** Without any argument the help is shown. */
  readonly helpWithoutArguments?: boolean;
  /** Refuses values that are wrong even where the help is asked for behind them. */
  check?(flags: FlagValues<F> & CommonFlags, outside: Pick<Outside, "files" | "environment">): Promise<void>;
  run(flags: FlagValues<F> & CommonFlags, words: readonly string[], context: TaskContext): Promise<Answer>;
};

/** Gives a task its precise flag types. */
export function task<const F extends FlagSpecs>(definition: Task<F>): Task {
  return definition as unknown as Task;
}
