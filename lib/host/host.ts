import type { Clock } from "./clock.ts";
import type { Environment } from "./environment.ts";
import type { Files } from "./files.ts";
import type { Folders } from "./folders.ts";
import type { Interruption } from "./interruption.ts";
import type { Input } from "./line_reader.ts";
import type { Reach } from "./reach.ts";
import type { Processes } from "./processes.ts";
import type { Streams } from "./streams.ts";

/**
 * Where the program runs: all that it gets from outside comes from here, so that a test can give it another place. What help needs is
 * there at once; the rest is loaded when a task really begins.
 */
export type Host = {
  readonly streams: Streams;
  /** A variable of the environment; an empty one is none. */
  variable(name: string): string | undefined;
  /** Hears of errors that nobody waits for. */
  onUnhandled(tell: (error: unknown) => Promise<number>): void;
  outside(): Promise<Outside>;
};

/** What a task works with and on. */
export type Outside = {
  readonly environment: Environment;
  readonly files: Files;
  readonly folders: Folders;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly reach: Reach;
  /** Numbers from 0 up to 1, for pauses that do not meet. */
  random(): number;
  /** This process, for locks that others are turned away by. */
  readonly self: { readonly pid: number; readonly host: string };
  input(signal: AbortSignal): Input;
  /** @param atOnce is called when the person does not want to wait for an orderly end */
  interruption(atOnce: (exitCode: number) => void): Interruption;
  /** Calls again and again until the answer is called. */
  every(milliseconds: number, work: () => void): () => void;
  /** Runs a program in our place, with exactly these variables. @returns its exit code */
  inPlace(argv: readonly string[], variables: Readonly<Record<string, string>>): Promise<number>;
};
