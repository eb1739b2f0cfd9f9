import type { Command } from "../../host/command.ts";
import { elapsed } from "../../host/events/elapsed.ts";
import type { DayEvent } from "../../host/events/events.ts";
import { stateLine } from "../../host/events/state_line.ts";
import { type Running, runningAfter } from "./running.ts";
import { fitting, marked, markOf, type View, type ViewOptions } from "./view.ts";

/** Nobody sits before a silent screen for longer than this many milliseconds. */
const longestSilence = 9_500;

export type PlainOptions = ViewOptions & {
  /** The width of the window; in a file or a pipe a message is one line. */
  readonly columns?: () => number;
};

/** Shows events as lines, one after another: for logs, pipes and terminals that can do no more. */
export function plainView({ write, now, debug, colour, columns = () => Infinity }: PlainOptions): View {
  let running: Running | undefined;
  let last = now();
  let paused = false;
  const line = (mark: string, text: string, commands?: readonly Command[]) => {
    last = now();
    write(marked(mark, fitting(text, columns(), commands), { colour }) + "\n");
  };
  const emit = (event: DayEvent) => {
    const before = running;
    running = runningAfter(running, event, now());
    if (event.level === "debug" && !debug) return;
    // What it says stands in lines as well.
    if (event.code === "workset.row") return;
    // Of one wait only a line now and then is worth a place in a log.
    if (event.level === "progress" && running?.subject === before?.subject) return;
    line(markOf(event.level), event.message, event.commands);
  };
  return {
    emit,
    tick() {
      if (running === undefined || paused || now() - last < longestSilence) return;
      line(markOf("progress"), `${stateLine(running)} (${elapsed(now() - running.since)})`);
    },
    pause: () => void (paused = true),
    resume() {
      paused = false;
      last = now();
    },
    end: () => void (running = undefined),
  };
}
