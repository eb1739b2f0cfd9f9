import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { Json } from "../../host/json.ts";
import { uselessAlias } from "../../text/useless_alias.ts";
import type { Problem } from "./problems.ts";
import type { Place } from "./spot_config.ts";

export type Path = readonly (string | number)[];

/** A file that is read for its values and for where they stand. */
export type ConfigDocument = {
  /** The value at a path; nothing where there is none, or where it is empty. */
  value(path: Path): Json | undefined;
  /** Where a value stands; where it is missing, what it would stand in. */
  at(path: Path): Place;
  /** Where a key stands. */
  atKey(path: Path): Place;
  keys(path: Path): readonly string[];
};

const top: Place = { line: 1, column: 1 };

/** Reads YAML. What the parser complains of are problems of the file as a whole; a key that is there twice is one of its own. */
export function readDocument(
  text: string,
): { readonly document: ConfigDocument; readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines });
  const placeOf = (offset: number | undefined): Place => {
    if (offset === undefined) return top;
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = parsed.errors.map(({ code, pos: [offset], message }): Problem => {
    const isDouble = code === "DUPLICATE_KEY";
    return {
      code: isDouble ? "CFG-06" : "CFG-01",
      isWarning: false,
      at: placeOf(offset),
      key: "",
      found: isDouble ? "the same key twice" : message.split("\n")[0],
      allowed: isDouble ? "each key and each region once" : "YAML",
      fix: isDouble ? "remove one of them" : "",
    };
  });
  const useless = problems.length === 0 ? uselessAlias(parsed) : undefined;
  if (useless !== undefined) {
    const { offset, problem: found } = useless;
    problems.push({ code: "CFG-01", isWarning: false, at: placeOf(offset), key: "", found, allowed: "YAML", fix: "" });
  }
  const nodeAt = (path: Path): Node | undefined => {
    const node = path.length === 0 ? parsed.contents : parsed.getIn(path, true);
    return typeof node === "object" && node !== null ? node as Node : undefined;
  };
  const at = (path: Path): Place => {
    const offset = nodeAt(path)?.range?.[0];
    if (offset !== undefined || path.length === 0) return placeOf(offset);
    return at(path.slice(0, -1));
  };
  return {
    problems,
    document: {
      value(path) {
        const node = nodeAt(path);
        const value = isScalar(node) ? node.value : node?.toJS(parsed);
        return value === null || value === undefined ? undefined : value as Json;
      },
      at,
      atKey(path) {
        const parent = nodeAt(path.slice(0, -1));
        const key = isMap(parent)
          ? parent.items.find((pair) => String(pair.key) === path[path.length - 1])?.key
          : undefined;
        return isScalar(key) ? placeOf(key.range?.[0]) : at(path);
      },
      keys(path) {
        const node = nodeAt(path);
        return isMap(node) ? node.items.map(({ key }) => String(key)) : [];
      },
    },
  };
}
