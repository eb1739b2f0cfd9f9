import { displayWidth } from "./display_width.ts";

/**
 * Breaks lines between words, so that each fits into so many columns; `indent` stands before all but the first of a broken line.
 * A word that is too long stays whole, and so does a line that begins with a blank: it is a command to copy.
 */
export function wrap(text: string, columns: number, indent = ""): string {
  return text.split("\n").map((line) => line.startsWith(" ") ? line : wrapLine(line, columns, indent)).join("\n");
}

function wrapLine(line: string, columns: number, indent: string): string {
  if (displayWidth(line.trimEnd()) <= columns) return line;
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current.trim() !== "" && displayWidth(longer.trimEnd()) > columns) {
      lines.push(current);
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current].join("\n");
}
