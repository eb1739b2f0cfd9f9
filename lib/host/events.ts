import type { Json } from "./json.ts";

/**
 * `debug` appears only with `--debug`, `progress` replaces the previous progress of the same code on a terminal, `warn` is
 * something that a person should read again at the end.
 */
export type EventLevel = "debug" | "progress" | "info" | "warn" | "error";

/** Something that happened. The log, the live view and the plain lines are only readers of this one stream. */
export type DayEvent = {
  /** Dotted and stable, for example `preflight.check`, `resource.created`, `wait.cluster`. */
  readonly code: string;
  readonly level: EventLevel;
  /** One line for a person, without a final full stop. */
  readonly message: string;
  readonly data?: Json;
};

export type Emit = (event: DayEvent) => void;
