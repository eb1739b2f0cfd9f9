import type { About } from "../../host/events/event_codes.ts";
import type { DayEvent } from "../../host/events/events.ts";
import { gateOf, gateTitle } from "../../names/gates.ts";

/** What is going on at the moment, as far as the events tell; an event about the same subject takes its place. */
export type Running = About & {
  /** When it began, in milliseconds of the view's clock. */
  readonly since: number;
  /** Its last state is worth keeping when something else begins. */
  readonly stays: boolean;
};

/** What is going on after an event; nothing when that is not known. */
export function runningAfter(running: Running | undefined, event: DayEvent, now: number): Running | undefined {
  if (event.level === "progress") {
    const { subject, state, seconds } = event.data;
    return { subject, state, since: now - 1000 * seconds, stays: true };
  }
  switch (event.code) {
    case "config.loaded":
      return gate(1, now);
    case "preflight.check":
      return event.level === "error" ? undefined : gate(gateOf(event.data.id) + 1, now);
    case "preflight.references":
      return running && { ...running, state: event.data.line };
    case "resource.writing":
      return { ...event.data, since: now, stays: false };
  }
  return event.level === "info" ? undefined : running;
}

/** What an event is about; nothing when it does not say so. */
export function subjectOf({ data }: DayEvent): string | undefined {
  return data !== undefined && "subject" in data ? data.subject : undefined;
}

function gate(number: number, since: number): Running | undefined {
  const subject = gateTitle(number);
  return subject === undefined ? undefined : { subject, state: "", since, stays: false };
}
