import type { Command } from "../host/command.ts";
import type { DayError } from "../host/errors/day_error.ts";
import type { Json } from "../host/json.ts";

/** What a task says at its end, for people and for programs. */
export type Answer = {
  /** 0 when it is left out and there is no error. */
  readonly exitCode?: number;
  /** The keys of the JSON document beside the common ones. */
  readonly json: { readonly [key: string]: Json };
  /** What goes to standard output without `--output json`, before the next commands. */
  readonly text: string;
  /** What makes sense to be done now, in that order; absent where a task never has anything to offer. */
  readonly next?: readonly Command[];
  /** The reason of a failure that still has an answer, for example the artifacts of a failed run. */
  readonly error?: DayError;
};
