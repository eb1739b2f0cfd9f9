import { elapsed } from "../../host/events/elapsed.ts";
import type { About } from "../../host/events/event_codes.ts";
import type { DayEvent } from "../../host/events/events.ts";
import { cutEnd, cutMiddle } from "../../text/cut.ts";
import { displayWidth } from "../../text/display_width.ts";
import { gateOf, gateTitle } from "../../names/gates.ts";
import { oneLine } from "../../text/one_line.ts";
import { RowTable } from "./row_table.ts";
import { type Running, runningAfter, subjectOf } from "./running.ts";
import { tableRow } from "./table_row.ts";
import { fitting, marked, markOf, type View, type ViewOptions } from "./view.ts";

export type LiveOptions = ViewOptions & {
  /** The width of the window, which may change at any moment. */
  readonly columns: () => number;
  /** Its lines. */
  readonly rows?: () => number;
};

/** A narrower window shows rows as plain lines. */
const leastColumns = 60;

/** A line that fills while events of one kind arrive, and the details to stand below it. */
type Filling = { readonly kind: string; mark: string; readonly items: string[]; readonly details: DayEvent[] };

type Place = { readonly kind: string; readonly item: string };

/** What comes at once belongs together; after this many milliseconds of silence something else is going on. */
const silence = 300;

/**
 * Shows events on a terminal. Only the end moves: a gate with its checks, or what is going on with the time that it has taken, below a
 * table of places where work goes on in several. Everything above stays as it is, so that a resized window can spoil no more than that.
 */
export function liveView(options: LiveOptions): View {
  return new LiveView(options);
}

class LiveView implements View {
  #filling: Filling | undefined;
  #running: Running | undefined;
  /** What stands at the end at the moment, "" when nothing does. */
  #shown = "";
  readonly #table: RowTable;
  #last: number;
  #paused = false;

  constructor(private readonly options: LiveOptions) {
    this.#last = options.now();
    this.#table = new RowTable(options);
  }

  readonly emit = (event: DayEvent): void => {
    const now = this.options.now();
    this.#last = now;
    if (event.level === "debug" && !this.options.debug) return;
    const row = this.options.columns() < leastColumns ? undefined : tableRow(event);
    if (row !== undefined) {
      this.#table.set(row, now);
      // What a person should read again stays as a line, too.
      if (event.level === "info") this.#rewrite(this.#moving(now));
      else this.#line(event);
      return;
    }
    // What it says stands in lines as well.
    if (event.code === "workset.row") return;
    const before = this.#running;
    this.#running = runningAfter(before, event, now);
    const place = placeOf(event);
    if (place !== undefined) {
      this.#fill(event, place);
      return;
    }
    this.#settle();
    const goesOn = before?.subject === this.#running?.subject || before?.subject === subjectOf(event);
    if (before?.stays && !goesOn) this.#keep(before, now);
    if (event.level === "progress" || event.code === "resource.writing") this.#rewrite(this.#moving(now));
    else if (event.code !== "preflight.references") this.#line(event);
  };

  tick(): void {
    const now = this.options.now();
    if (this.#paused || now - this.#last < silence) return;
    this.#settle();
    if (this.#running !== undefined || !this.#table.isEmpty) this.#rewrite(this.#moving(now));
  }

  pause(): void {
    this.#settle();
    this.#rewrite("");
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#last = this.options.now();
  }

  end(): void {
    this.#settle();
    if (this.#running?.stays) this.#keep(this.#running, this.options.now());
    this.#running = undefined;
    this.#table.clear();
    this.#rewrite("");
  }

  /** Adds an event to the line that fills, or begins such a line. */
  #fill(event: DayEvent, { kind, item }: Place): void {
    const isKey = kind === "config.key";
    if (this.#filling?.kind !== kind) this.#settle();
    const filling = this.#filling ??= { kind, mark: isKey ? " " : "✓", items: [], details: [] };
    filling.items.push(item);
    if (event.level !== "info") {
      filling.details.push(event);
      filling.mark = markOf(filling.details.some(({ level }) => level === "error") ? "error" : "warn");
    }
    // The keys come all at once: nobody could read them being counted.
    if (!isKey) this.#rewrite(this.#fillingLine(filling));
  }

  /** The line that fills is complete. */
  #settle(): void {
    const filling = this.#filling;
    if (filling === undefined) return;
    this.#filling = undefined;
    this.#write(this.#fillingLine(filling) + "\n");
    for (const { level, message, commands } of filling.details) {
      // What the check is called and how to mend it, in full, so that it can be copied.
      const text = fitting(`  ${message}`, this.options.columns(), commands);
      this.#write(marked(markOf(level), text, this.options) + "\n");
    }
  }

  #fillingLine({ kind, mark, items }: Filling): string {
    const text = kind === "config.key" ? summary(items) : `${kind.padEnd(18)} ${items.join(" ")}`;
    return marked(mark, cutEnd(oneLine(text), this.options.columns() - 3), this.options);
  }

  /** All that moves: the table, and below it what is going on. */
  #moving(now: number): string {
    const line = this.#runningLine(now);
    if (this.#table.isEmpty) return line;
    // One line stays free for the cursor, and one for what has just been said.
    const room = (this.options.rows?.() ?? 24) - 3;
    return [...this.#table.lines(now, this.options.columns(), room), ...line === "" ? [] : [line]].join("\n");
  }

  #runningLine(now: number): string {
    if (this.#running === undefined) return "";
    const { since } = this.#running;
    const waited = now - since < 1000 ? "" : ` (${elapsed(now - since)})`;
    const room = this.options.columns() - 3 - displayWidth(waited);
    return marked(markOf("progress"), fitted(this.#running, room) + waited, this.options);
  }

  /** The last state of a wait stays on the screen. */
  #keep(running: Running, now: number): void {
    const current = this.#running;
    this.#running = running;
    this.#write(this.#runningLine(now) + "\n");
    this.#running = current;
  }

  #line(event: DayEvent): void {
    const [mark, text] = event.code === "resource.ensured"
      ? ["✓", fitted(event.data, this.options.columns() - 3)]
      : [markOf(event.level), fitting(event.message, this.options.columns(), event.commands)];
    this.#write(marked(mark, text, this.options) + "\n");
  }

  /** Puts a text in the place of what moves. */
  #rewrite(text: string): void {
    if (text === this.#shown) return;
    this.options.write((this.#shown === "" ? "" : this.#erasure()) + text);
    this.#shown = text;
  }

  /** Of a table as many lines as the window shows: one that became narrower has broken some. */
  #erasure(): string {
    const columns = this.options.columns();
    const [last, ...above] = this.#shown.split("\n").reverse();
    const widths = above.map((line) => displayWidth(line.replaceAll(/[^\P{Cc}\n]\[\d*m/gu, "")));
    const broken = above.length === 0 ? 0 : Math.max(0, Math.ceil(displayWidth(last) / columns) - 1);
    const lines = broken + widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return "\r\u001b[K" + "\u001b[A\u001b[K".repeat(lines);
  }

  /** Puts lines that stay in the place of what moves; a table moves on below them. */
  #write(lines: string): void {
    this.#rewrite("");
    this.options.write(lines);
    if (!this.#table.isEmpty && !this.#paused) this.#rewrite(this.#moving(this.options.now()));
  }
}

/** The line that an event fills and what it adds to it; nothing for an event that has a line of its own. */
function placeOf(event: DayEvent): Place | undefined {
  if (event.code === "config.key") {
    return { kind: event.code, item: event.data.bare ? "bare values" : event.data.action };
  }
  const kind = event.code === "preflight.check" ? gateTitle(gateOf(event.data.id)) : undefined;
  if (event.code !== "preflight.check" || kind === undefined) return undefined;
  return { kind, item: event.data.id.replace(/^\w+\./, "") };
}

/** `25 keys: 20 USESETVALUE, 5 PROMPTUSER` */
function summary(actions: readonly string[]): string {
  const kinds = [...new Set(actions)].map((kind) => `${actions.filter((each) => each === kind).length} ${kind}`);
  return `${actions.length} keys: ${kinds.join(", ")}`;
}

/** Within one line: both what it is about and what is said of it lose their middle, not their end. */
function fitted({ subject, state }: About, columns: number): string {
  const said = state === "" ? "" : `: ${oneLine(state)}`;
  const room = Math.max(columns - displayWidth(said), Math.floor(columns / 3));
  const about = cutMiddle(oneLine(subject), room);
  return about + cutMiddle(said, columns - displayWidth(about));
}
