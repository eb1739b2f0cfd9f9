import { didYouMean } from "../../text/did_you_mean.ts";
import { oneLine } from "../../text/one_line.ts";
import { checkSamples } from "./check_samples.ts";
import { decodeText } from "./decode_text.ts";
import { aboutCell, type Complain, type Manifest, type ManifestRow } from "./manifest.ts";
import { manifestColumns } from "./manifest_columns.ts";
import { type Problem, problemLine, refuse } from "./problem.ts";

/**
 * Reads the manifest of a workset.
 *
 * @param file its name, for messages
 * @throws DayError WS-CFG-001 with every problem, each with its row and column
 */
export function readManifest(content: string | Uint8Array, file: string): Manifest {
  const text = decodeText(content, file);
  const problems: Problem[] = [];
  const complain: Complain = (at, about, message) => {
    problems.push({ code: "WS-CFG-001", file, at, about, message });
  };
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const head = lines.findIndex((line) => line.trim() !== "");
  const columns = (lines[head] ?? "").split("\t").map((name) => name.trim());
  if (head < 0) complain({ line: 1, column: 1 }, "", "is empty; a row of column names and a row per lane are needed");
  else checkHeader(columns, head + 1, complain);
  // What is wrong with the header would be said again of every row.
  refuse(problems);
  const body = lines.map((text, index): Line => ({ text, line: index + 1 })).slice(head + 1)
    .filter(({ text }) => text.trim() !== "");
  const rows = body.map((each, index) => rowOf(each, index + 1, columns));
  if (rows.length === 0) complain({ line: head + 1, column: 1 }, "", "has column names and no row");
  const warnings: string[] = [];
  const warn: Complain = (at, about, message) =>
    void warnings.push(problemLine({ code: "WS-CFG-001", file, at, about, message }));
  for (const [index, each] of body.entries()) checkCells(each, index + 1, columns, complain);
  checkSamples(rows, { complain, warn });
  refuse(problems);
  return { file, columns, rows, warnings };
}

function checkHeader(columns: readonly string[], line: number, complain: Complain): void {
  const known = manifestColumns.map(({ name }) => name);
  for (const [index, name] of columns.entries()) {
    const at = { line, column: 1 + columns.slice(0, index).join("\t").length + (index === 0 ? 0 : 1) };
    if (name === "") complain(at, "", `column ${index + 1} has no name`);
    else if (/\p{Cc}/u.test(name)) complain(at, oneLine(name), "the name has control characters in it");
    else if (columns.indexOf(name) < index) complain(at, name, "this column is there twice");
  }
  for (const { name, isRequired } of manifestColumns) {
    if (!isRequired || columns.includes(name)) continue;
    const near = columns.find((each) => !known.includes(each) && didYouMean(each.toUpperCase(), [name]) !== undefined);
    const hint = near === undefined ? "" : `; ${near} has to be spelt like that`;
    complain({ line, column: 1 }, name, `this column is required and missing${hint}`);
  }
}

/** A row as it is written; `line` is counted from 1. */
type Line = { readonly text: string; readonly line: number };

function rowOf({ text, line }: Line, number: number, columns: readonly string[]): ManifestRow {
  const cells = text.split("\t");
  const starts = cells.map((_, index) => 1 + cells.slice(0, index).reduce((sum, cell) => sum + cell.length + 1, 0));
  return {
    number,
    cell: (column) => cells[columns.indexOf(column)]?.trim() ?? "",
    at: (column) => ({ line, column: starts[columns.indexOf(column)] ?? 1 }),
  };
}

function checkCells({ text, line }: Line, number: number, columns: readonly string[], complain: Complain): void {
  const cells = text.split("\t");
  if (cells.length > columns.length) {
    const message = `has ${cells.length} cells, where the first line names ${columns.length} columns`;
    complain({ line, column: 1 }, `row ${number}`, message);
  }
  let column = 1;
  for (const [position, cell] of cells.entries()) {
    if (/\p{Cc}/u.test(cell)) {
      const about = aboutCell({ number }, columns[position] ?? String(position + 1));
      complain({ line, column }, about, "has control characters in it");
    }
    column += cell.length + 1;
  }
}
