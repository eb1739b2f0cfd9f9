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
    (_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const before = indent + widths.reduce((total, each) => total + each + gap, 0);
  return rows.flatMap((row) => {
    const cells = widths.map((each, column) => (row[column] ?? "").padEnd(each) + " ".repeat(gap)).join("");
    const [first, ...rest] = wrapped(row[last] ?? "", Math.max(20, width - before));
    return [" ".repeat(indent) + cells + first, ...rest.map((line) => " ".repeat(before) + line)];
  }).map((line) => line.trimEnd());
}

/** The text in lines of at most `width` characters; a longer word gets a line of its own. Never empty. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
