import { dirname } from "node:path";
import type { Verdict } from "./judge.ts";

/** What became of a cell, and how long it took. */
export type CellRecord = {
  readonly cell: string;
  readonly subject: string;
  readonly column: string;
  readonly verdict: Verdict;
  readonly seconds: number;
};

/** The newest record of each cell. */
export async function readRecords(path: string): Promise<ReadonlyMap<string, CellRecord>> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  // A last line without its end was being written when the run was broken off.
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter((line) => line !== "");
  const records = lines.map((line) => JSON.parse(line) as CellRecord);
  return new Map(records.map((record) => [record.cell, record]));
}

export async function addRecord(path: string, record: CellRecord): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, JSON.stringify(record) + "\n", { append: true });
}
