import { isMap, isScalar, isSeq, parseDocument } from "yaml";

/** Where a value stands: inside of brackets and braces more characters have a meaning. */
export type YamlPlace = "block" | "flow";

/**
 * A text as a value of YAML on one line: as it is where readers of YAML 1.1 (ParallelCluster) and of YAML 1.2 (this program)
 * take that for the same text, else in double quotes.
 */
export function yamlText(text: string, place: YamlPlace = "block"): string {
  return readsAs(text, text, place) ? text : inDoubleQuotes(text);
}

/** Whether readers of both versions take `source`, a value on one line, for `text`, and for nothing but text. */
export function readsAs(source: string, text: string, place: YamlPlace = "block"): boolean {
  if (unprintable.test(source) || odd[place].test(source)) return false;
  return (["1.1", "1.2"] as const).every((version) => valueOf(source, place, version) === text);
}

/** As any reader of YAML 1.1 or 1.2 takes it for that text; every character that one of them would not keep is escaped. */
export function inDoubleQuotes(text: string): string {
  const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(new RegExp(unprintable, "gu"), code);
}

/** What YAML 1.1 breaks lines at, and what its readers refuse or may leave out. */
const unprintable = /[\p{Cc}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u;

/** Without quotes the parser below is more generous than readers of YAML 1.1: types of their own, and reserved characters. */
const odd = { block: /^(=$|<<$|[%@`])/, flow: /^(=$|<<$|[%@`:]|[^"'].*\?|\?)/ } as const;

function valueOf(source: string, place: YamlPlace, version: "1.1" | "1.2"): unknown {
  const whole = place === "flow" ? `[${source}, end]` : `start: ${source}`;
  const { contents, errors, warnings } = parseDocument(whole, { version, prettyErrors: false });
  if (errors.length > 0 || warnings.length > 0) return undefined;
  if (isSeq(contents)) return contents.items.length === 2 ? scalarIn(contents.items[0]) : undefined;
  return isMap(contents) && contents.items.length === 1 ? scalarIn(contents.items[0].value) : undefined;
}

function scalarIn(node: unknown): unknown {
  return isScalar(node) && node.tag === undefined && node.anchor === undefined ? node.value : undefined;
}
