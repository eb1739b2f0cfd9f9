import type { DayEvent, Emit, EventLevel } from "../host/events.ts";
import { plainText } from "../host/plain_text.ts";

export type ViewOptions = {
  readonly write: (text: string) => void;
  readonly now: () => number;
  readonly debug: boolean;
  /** A terminal: progress replaces itself on the last line. */
  readonly rewrites: boolean;
  readonly colour: boolean;
};

/** A progress line of one kind is repeated after this many milliseconds where it cannot replace itself. */
const quiet = 9_000;

const marks: Record<EventLevel, readonly [mark: string, colour: number]> = {
  debug: ["·", 90],
  progress: ["…", 36],
  info: [" ", 0],
  warn: ["!", 33],
  error: ["x", 31],
};

/** Shows events as lines for a person, on standard error. */
export function plainView({ write, now, debug, rewrites, colour }: ViewOptions): Emit & { end(): void } {
  const lastShown = new Map<string, number>();
  let open = false;
  const clear = () => {
    if (open) write("\r\u001b[K");
    open = false;
  };
  const line = ({ level, message }: DayEvent) => {
    const [mark, code] = marks[level];
    const text = `${mark} ${plainText(message)}`;
    return colour && code !== 0 ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
  const show = (event: DayEvent) => {
    if (event.level === "debug" && !debug) return;
    if (event.level !== "progress") {
      clear();
      write(line(event) + "\n");
    } else if (rewrites) {
      write("\r\u001b[K" + line(event).slice(0, 200));
      open = true;
    } else if (now() - (lastShown.get(event.code) ?? -Infinity) >= quiet) {
      lastShown.set(event.code, now());
      write(line(event) + "\n");
    }
  };
  return Object.assign(show, { end: clear });
}
