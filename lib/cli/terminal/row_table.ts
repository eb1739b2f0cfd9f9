import { cutEnd } from "../../text/cut.ts";
import { textTable } from "../../text/table.ts";
import type { TableRow } from "./table_row.ts";
import { marked, type ViewOptions } from "./view.ts";

type Standing = {
  readonly row: TableRow;
  /** When its status came to be so, in milliseconds of the view's clock. */
  readonly since: number;
  /** When the row came. */
  readonly at: number;
};

const marks: Readonly<Record<TableRow["is"], string>> = { going: "…", done: "✓", failed: "x" };
/** What has ended is remembered no longer when there are more: a table may stand for weeks. */
const mostEnded = 100;

/** What work goes on at, each with how far it is, as a table that fits a window. */
export class RowTable {
  readonly #rows = new Map<string, Standing>();

  constructor(private readonly options: Pick<ViewOptions, "colour">) {}

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  set(row: TableRow, now: number): void {
    const before = this.#rows.get(row.key);
    const isSame = before?.row.status === row.status && before.row.is === row.is;
    this.#rows.delete(row.key);
    this.#rows.set(row.key, { row, since: isSame ? before.since : now, at: now });
    const ended = [...this.#rows.values()].filter(({ row: { is } }) => is !== "going");
    for (const { row: { key } } of ended.slice(0, Math.max(0, ended.length - mostEnded))) this.#rows.delete(key);
  }

  clear(): void {
    this.#rows.clear();
  }

  /** @param room lines that there is room for; what is done gives way first */
  lines(now: number, columns: number, room: number): readonly string[] {
    const all = [...this.#rows.values()].sort((one, other) => one.row.key < other.row.key ? -1 : 1);
    const fits = all.length + 1 <= room;
    const shown = fits ? all : all.filter(({ row: { is } }) => is !== "done").slice(0, Math.max(0, room - 2));
    const cells = shown.map(({ row, since, at }) => row.cells(now - since, now - at));
    const titles = all[0]?.row.titles ?? [];
    const [header, ...lines] = textTable([titles, ...cells], { indent: 0, width: Infinity });
    const cut = (line: string) => cutEnd(line, columns - 3);
    const rest = all.length - shown.length;
    return [
      `  ${cut(header)}`,
      ...lines.map((line, at) => marked(marks[shown[at].row.is], cut(line), this.options)),
      ...fits ? [] : [`  ${cut(`and ${rest} more`)}`],
    ];
  }
}
