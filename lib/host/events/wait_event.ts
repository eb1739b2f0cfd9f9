import { elapsed } from "./elapsed.ts";
import type { About, EventCode } from "./event_codes.ts";
import type { DayEvent } from "./events.ts";
import { stateLine } from "./state_line.ts";

type WaitCode = Extract<EventCode, `wait.${string}`>;

/** Tells of a wait that has taken so many milliseconds: `cluster c: CREATE_IN_PROGRESS (0:01:30)`. */
export function waitEvent(code: WaitCode, { subject, state }: About, waited: number): DayEvent {
  const message = `${stateLine({ subject, state })} (${elapsed(waited)})`;
  return { code, level: "progress", message, data: { subject, state, seconds: Math.round(waited / 1000) } };
}
