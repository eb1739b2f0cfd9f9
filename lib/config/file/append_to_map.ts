import { isCollection, isMap, isNode, type YAMLMap } from "yaml";

/** Text to put into a file, at an offset in UTF-16 units. */
export type Insertion = { readonly at: number; readonly text: string };

/**
 * Where, and with which punctuation, new entries belong at the end of a map, so that all other text stays as it is.
 * `map` must have been parsed from `text`. Each entry is one line of YAML without its line break.
 *
 * Comments that follow the map's last entry stay behind the new ones.
 */
export function appendToMap(text: string, map: YAMLMap, entries: readonly string[]): Insertion {
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const start = map.range?.[0] ?? 0;
  const last = map.items.at(-1);
  if (last === undefined || map.flow) {
    const separator = `,${eol}${" ".repeat(columnOf(text, start) + 1)}`;
    const at = last === undefined ? start + 1 : endOfPair(last);
    return { at, text: (last === undefined ? "" : separator) + entries.join(separator) };
  }
  const indent = " ".repeat(columnOf(text, start));
  const lines = entries.map((entry) => indent + entry + eol).join("");
  const at = nextLine(text, endOfPair(last));
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

function endOfPair(pair: { key: unknown; value: unknown }): number {
  return Math.max(endOf(pair.key), endOf(pair.value));
}

/** The end of a node's last character; blocks claim the comments behind them, so the way leads to their last leaf. */
function endOf(node: unknown): number {
  if (!isNode(node)) return 0;
  if (!isCollection(node) || node.flow || node.items.length === 0) return node.range?.[1] ?? 0;
  const last: unknown = node.items.at(-1);
  return isMap(node) ? endOfPair(last as { key: unknown; value: unknown }) : endOf(last);
}

/** The first offset at or after `offset` where a line starts, or the end of the text. */
function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}
