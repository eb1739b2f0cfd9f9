import { isCollection, isNode, isPair, type YAMLMap, type YAMLSeq } from "yaml";

/** Text to put into a file, at an offset in UTF-16 units. */
export type Insertion = { readonly at: number; readonly text: string };

/**
 * Where, and with which punctuation, new entries belong at the end of a map or a list, so that all other text stays as it
 * is. The collection must have been parsed from `text`. An entry is YAML without its last line break: one line in flow
 * style, in block style one or more, whose indentation is added here.
 *
 * Comments that follow the last entry stay behind the new ones.
 */
export function appendToCollection(text: string, target: YAMLMap | YAMLSeq, entries: readonly string[]): Insertion {
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const start = target.range?.[0] ?? 0;
  const last: unknown = target.items.at(-1);
  if (last === undefined || target.flow) {
    const separator = `,${eol}${" ".repeat(columnOf(text, start) + 1)}`;
    const at = last === undefined ? start + 1 : endOf(last);
    return { at, text: (last === undefined ? "" : separator) + entries.join(separator) };
  }
  const indent = " ".repeat(columnOf(text, start));
  const lines = entries.flatMap((entry) => entry.split("\n")).map((line) => indent + line + eol).join("");
  const at = nextLine(text, endOf(last));
  return { at, text: at > 0 && text[at - 1] !== "\n" ? eol + lines : lines };
}

/**
 * How far from the start of its line an offset lies, without a byte order mark and without anchors and tags just before
 * it.
 */
function columnOf(text: string, offset: number): number {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return line.replace(/^\uFEFF/, "").replace(/([&!]\S*[ \t]+)+$/, "").length;
}

/** The end of an entry's last character; blocks claim the comments behind them, so the way leads to their last leaf. */
function endOf(entry: unknown): number {
  if (isPair(entry)) return Math.max(endOf(entry.key), endOf(entry.value));
  if (!isNode(entry)) return 0;
  if (!isCollection(entry) || entry.flow || entry.items.length === 0) return entry.range?.[1] ?? 0;
  return endOf(entry.items.at(-1));
}

/** The first offset at or after `offset` where a line starts, or the end of the text. */
function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}
