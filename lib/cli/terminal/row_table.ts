import { elapsed } from "../../host/events/elapsed.ts";
import type { Row } from "../../host/events/event_codes.ts";
import { cutEnd } from "../../text/cut.ts";
import { oneLine } from "../../text/one_line.ts";
import { textTable } from "../../text/table.ts";
import { marked, type ViewOptions } from "./view.ts";

type Standing = Row & {
  /** When it came to be so, in milliseconds of the view's clock. */
  readonly since: number;
};

const marks: Readonly<Record<Row["is"], string>> = { going: "…", done: "✓", failed: "x" };

/** The places that work goes on in, each with how far it is, as a table that fits a window. */
export class RowTable {
  readonly #rows = new Map<string, Standing>();

  constructor(private readonly options: Pick<ViewOptions, "colour">) {}

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  set(row: Row, now: number): void {
    const key = `${row.region} ${row.zone}`;
    const before = this.#rows.get(key);
    const isSame = before?.status === row.status && before.is === row.is;
    this.#rows.set(key, { ...row, since: isSame ? before.since : now });
  }

  clear(): void {
    this.#rows.clear();
  }

  /** @param room lines that there is room for; what is done gives way first */
  lines(now: number, columns: number, room: number): readonly string[] {
    const all = [...this.#rows].sort(([one], [other]) => one < other ? -1 : 1).map(([, row]) => row);
    const fits = all.length + 1 <= room;
    const shown = fits ? all : all.filter(({ is }) => is !== "done").slice(0, Math.max(0, room - 2));
    const cells = shown.map(({ region, zone, status, since, is }) => {
      const time = is === "going" && now - since >= 1000 ? ` (${elapsed(now - since)})` : "";
      return [region, zone === "" ? "" : zone.slice(region.length), oneLine(status) + time];
    });
    const [header, ...lines] = textTable([["Region", "Zone", "Status"], ...cells], { indent: 0, width: Infinity });
    const cut = (line: string) => cutEnd(line, columns - 3);
    const rest = all.length - shown.length;
    return [
      `  ${cut(header)}`,
      ...lines.map((line, at) => marked(marks[shown[at].is], cut(line), this.options)),
      ...fits ? [] : [`  ${cut(`and ${rest} more`)}`],
    ];
  }
}
