import type { Command } from "../command.ts";
import type { EventCode, EventData, Progress } from "./event_codes.ts";

/**
 * `debug` appears only with `--debug`, `progress` replaces the previous progress of the same subject on a terminal, `warn` is
 * something that a person should read again at the end.
 */
export type EventLevel = "debug" | "progress" | "info" | "warn" | "error";

/**
 * Something that happened. The log, the live view and the plain lines are only readers of this one stream; they word what an
 * event carries and never read its message to find out what happened. An event of the level `progress` carries `Progress`, and
 * no other does.
 */
export type DayEvent = { [C in EventCode]: EventOf<C, EventData[C]> }[EventCode];

export type Emit = (event: DayEvent) => void;

/** Data that is a union makes a union of events. */
type EventOf<C, D> = D extends undefined ? Said<C, Exclude<EventLevel, "progress">> & { readonly data?: undefined }
  : Said<C, D extends Progress ? "progress" : Exclude<EventLevel, "progress">> & { readonly data: D };

type Said<C, L> = {
  readonly code: C;
  readonly level: L;
  /** One line for a person, without a final full stop. */
  readonly message: string;
  /** Those that stand in the message. */
  readonly commands?: readonly Command[];
};
