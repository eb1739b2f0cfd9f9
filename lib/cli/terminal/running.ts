import type { DayEvent } from "../../host/events.ts";
import { gateOf, gateTitle } from "../../names/gates.ts";

/** What is going on at the moment, as far as the events tell. */
export type Running = {
  readonly text: string;
  /** When it began, in milliseconds of the view's clock. */
  readonly since: number;
  /** What it is about: an event about the same takes its place. */
  readonly subject: string;
  /** Its last state is worth keeping when something else begins. */
  readonly stays: boolean;
};

/** What is going on after an event; nothing when that is not known. */
export function runningAfter(running: Running | undefined, event: DayEvent, now: number): Running | undefined {
  const { code, level, message } = event;
  if (level === "progress") return waiting(message, now);
  switch (code) {
    case "config.loaded":
      return gate(1, now);
    case "preflight.check":
      return level === "error" ? undefined : gate(gateOf(checkOf(event)) + 1, now);
    case "preflight.references":
      return running && { ...running, text: `${running.text.split(": ")[0]}: ${message}` };
    case "resource.writing":
      return { text: message, since: now, subject: subjectOf(event), stays: false };
  }
  return level === "info" ? undefined : running;
}

/** What an event is about: what stands before its first colon or bracket. */
export function subjectOf({ message }: Pick<DayEvent, "message">): string {
  return message.split(/: | \(/)[0];
}

/** The id of the check that a `preflight.check` tells of. */
export function checkOf({ data }: DayEvent): string {
  return data !== null && typeof data === "object" && "id" in data ? String(data.id) : "";
}

function gate(number: number, since: number): Running | undefined {
  const text = gateTitle(number);
  return text === undefined ? undefined : { text, since, subject: text, stays: false };
}

/** Messages of a wait end with the time it has taken, as in `(0:01:30)`; from there on we count. */
function waiting(message: string, now: number): Running {
  const [, text, hours, minutes, seconds] = /^(.*) \((\d+):(\d\d):(\d\d)\)$/s.exec(message) ?? [undefined, message];
  const waited = 3600 * Number(hours ?? 0) + 60 * Number(minutes ?? 0) + Number(seconds ?? 0);
  return { text, since: now - 1000 * waited, subject: subjectOf({ message }), stays: true };
}
