import { displayWidth } from "./display_width.ts";
import { wrap } from "./wrap.ts";

const gap = 2;

/**
 * Rows in columns for a person to read: every column as wide as its widest cell, the last one wrapped at words so that a line
 * stays within `width` as far as words allow. Empty cells at the end of a row leave no blanks.
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { indent = 2, width = 78 }: { readonly indent?: number; readonly width?: number } = {},
): readonly string[] {
  const last = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from(
    { length: last },
    (_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  const before = indent + widths.reduce((total, each) => total + each + gap, 0);
  return rows.flatMap((row) => {
    const cells = widths.map((each, column) => padded(row[column] ?? "", each + gap)).join("");
    const [first, ...rest] = wrap(row[last] ?? "", Math.max(20, width - before)).split("\n");
    return [" ".repeat(indent) + cells + first, ...rest.map((line) => " ".repeat(before) + line)];
  }).map((line) => line.trimEnd());
}

function padded(cell: string, columns: number): string {
  return cell + " ".repeat(Math.max(0, columns - displayWidth(cell)));
}
