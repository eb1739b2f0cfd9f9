import type { EmulatorCalls } from "../../emulator/calls.ts";
import type { Settings } from "../settings.ts";
import type { StackBook } from "./stack_book.ts";

/** What the parts of the stack layer work with. */
export type StackDeps = {
  readonly calls: EmulatorCalls;
  readonly book: StackBook;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};
