import { columnOf, columns, type CrashCell } from "../tests/crash/matrix/cells.ts";
import type { Verdict } from "../tests/crash/matrix/judge.ts";
import type { CellRecord } from "../tests/crash/matrix/records.ts";

export type CrashTable = {
  readonly text: string;
  /** Every cell that has run is well. */
  readonly isGreen: boolean;
  /** Puts it between the marks in a document. */
  writeInto(path: string): Promise<void>;
};

const [begin, end] = ["<!-- crash matrix -->", "<!-- end of crash matrix -->"];

/** By task and kind of mishap how many cells ran well, of how many there are; and what was seen altogether. */
export function crashTable(all: readonly CrashCell[], records: ReadonlyMap<string, CellRecord>): CrashTable {
  const wellIn = (cells: readonly CrashCell[]) =>
    cells.filter(({ name }) => records.get(name)?.verdict === "ok").length;
  const counted = (cells: readonly CrashCell[]) =>
    cells.length === 0
      ? ""
      : wellIn(cells) === cells.length
      ? `${cells.length}`
      : `${wellIn(cells)} of ${cells.length}`;
  const row = (title: string, cells: readonly CrashCell[]) => [
    title,
    ...columns.map((column) => counted(cells.filter((cell) => columnOf(cell) === column))),
    counted(cells),
  ];
  const names = [...new Set(all.map(({ subject }) => subject.name))];
  const head = ["Task", ...columns, "cells"];
  const rows = names.map((name) => row(`\`${name}\``, all.filter(({ subject }) => subject.name === name)));
  const table = [head, head.map(() => "---"), ...rows, row("all", all)].map((cells) => `| ${cells.join(" | ")} |`);
  const ran = all.map(({ name }) => records.get(name)?.verdict).filter((verdict) => verdict !== undefined);
  const seen = (verdict: Verdict) => `${ran.filter((each) => each === verdict).length} ${verdict}`;
  const sum = `${ran.length} of ${all.length} cells ran: ` +
    (["lost", "duplicate", "orphan", "failed", "missed"] as const).map(seen).join(", ") + ".";
  const text = [...table, "", sum].join("\n");
  return {
    text,
    isGreen: ran.every((verdict) => verdict === "ok"),
    async writeInto(path) {
      const document = await Deno.readTextFile(path);
      const [before, rest] = document.split(begin);
      await Deno.writeTextFile(path, `${before}${begin}\n\n${text}\n\n${end}${rest.split(end)[1]}`);
    },
  };
}
