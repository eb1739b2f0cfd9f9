import type { Command } from "../../host/command.ts";
import type { Emit, EventLevel } from "../../host/events/events.ts";
import { plainText } from "../../text/plain_text.ts";
import { wrapMessage } from "../../text/wrap_message.ts";

/** A reader of the event stream that shows it to a person, on standard error. */
export interface View {
  readonly emit: Emit;
  /** To be called several times a second: time goes on where nothing happens. */
  tick(): void;
  /** A question stands on the screen until `resume`; nothing moves meanwhile. */
  pause(): void;
  resume(): void;
  /** Leaves the cursor on a line of its own. */
  end(): void;
}

export type ViewOptions = {
  readonly write: (text: string) => void;
  /** Milliseconds of a clock. */
  readonly now: () => number;
  readonly debug: boolean;
  readonly colour: boolean;
};

const marks: Record<EventLevel, string> = { debug: "·", progress: "…", info: " ", warn: "!", error: "x" };
const colours: Record<string, number> = { "·": 90, "…": 36, "!": 33, x: 31, "✓": 32 };

/** A message behind its mark as lines that a window shows without breaking words. */
export function fitting(text: string, columns: number, commands: readonly Command[] = []): string {
  return wrapMessage(plainText(text), columns - 3, "  ", commands.map(plainText)).replaceAll("\n", "\n  ");
}

/** The mark with which lines of this level begin. */
export function markOf(level: EventLevel): string {
  return marks[level];
}

/** A line behind its mark, where colours are wanted in the mark's; what goes well needs no more than a coloured mark. */
export function marked(mark: string, text: string, { colour }: Pick<ViewOptions, "colour">): string {
  const code = colour ? colours[mark] : undefined;
  if (code === undefined) return `${mark} ${text}`;
  const isCalm = mark === "✓" || mark === "…";
  return isCalm ? `\u001b[${code}m${mark}\u001b[0m ${text}` : `\u001b[${code}m${mark} ${text}\u001b[0m`;
}
