import { isAlias, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import type { Json } from "../../host/json.ts";
import { yamlProblem } from "./yaml_problem.ts";

/** A place in a file, counted from 1. */
export type Place = { readonly line: number; readonly column: number };

export type Path = readonly (string | number)[];

/** A file that is read for its values and for where they stand. Two places of it may share a value. */
export type YamlDocument = {
  /** The value at a path; nothing where there is none, or where it is empty. */
  value(path: Path): Json | undefined;
  /** A single value as it is written, without its quotes: `1.10` stays `1.10`. */
  written(path: Path): string | undefined;
  /** Where a value stands; where it is missing, what it would stand in. */
  at(path: Path): Place;
  /** Where a key stands. */
  atKey(path: Path): Place;
  keys(path: Path): readonly string[];
};

/** What keeps a text from being read as YAML; `isDouble`: only that a key stands there twice. */
export type YamlComplaint = { readonly at: Place; readonly isDouble: boolean; readonly message: string };

/** Reads YAML, and never throws: a document with complaints other than doubles should not be asked for values. */
export function readYaml(
  text: string,
): { readonly document: YamlDocument; readonly complaints: readonly YamlComplaint[] } {
  const lines = new LineCounter();
  const parsed = parsedOr(text, lines);
  if (parsed === undefined) {
    const tooDeep = {
      at: { line: 1, column: 1 },
      isDouble: false,
      message: "it is nested too deeply",
    };
    return { ...readYaml(""), complaints: [tooDeep] };
  }
  const placeOf = (offset: number | undefined): Place => {
    if (offset === undefined) return { line: 1, column: 1 };
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const resolved = (node: unknown): Node | undefined => {
    if (isAlias(node)) return node.resolve(parsed);
    return isNode(node) ? node : undefined;
  };
  const childOf = (node: Node | undefined, name: string | number): Node | undefined => {
    if (isMap(node)) return resolved(pairIn(node, name)?.value);
    return node !== undefined && "get" in node ? resolved(node.get(name, true)) : undefined;
  };
  const nodeAt = (path: Path): Node | undefined =>
    path.reduce<Node | undefined>((node, name) => childOf(node, name), resolved(parsed.contents));
  const at = (path: Path): Place => {
    const offset = nodeAt(path)?.range?.[0];
    if (offset !== undefined || path.length === 0) return placeOf(offset);
    return at(path.slice(0, -1));
  };
  const complaints = parsed.errors.map((error): YamlComplaint => ({
    at: placeOf(error.pos[0]),
    isDouble: error.code === "DUPLICATE_KEY",
    message: yamlProblem(error),
  }));
  // References to nothing, and those that multiply, are only noticed when all of it is asked for.
  if (complaints.every(({ isDouble }) => isDouble) && !isReadable(() => JSON.stringify(parsed.toJS()))) {
    complaints.push({
      at: placeOf(0),
      isDouble: false,
      message: "its references (aliases) are unknown or expand to too much",
    });
  }
  return {
    complaints,
    document: {
      value(path) {
        const node = nodeAt(path);
        const value = isScalar(node) ? node.value : node?.toJS(parsed);
        return value === null || value === undefined ? undefined : plain(value);
      },
      written(path) {
        const node = nodeAt(path);
        if (!isScalar(node) || node.value === null) return undefined;
        return typeof node.value === "string" ? node.value : node.source ?? String(node.value);
      },
      at,
      atKey(path) {
        const parent = nodeAt(path.slice(0, -1));
        const key = isMap(parent) ? pairIn(parent, path[path.length - 1])?.key : undefined;
        return isNode(key) ? placeOf(key.range?.[0]) : at(path);
      },
      keys(path) {
        const node = nodeAt(path);
        return isMap(node) ? node.items.map(({ key }) => nameOf(key)) : [];
      },
    },
  };
}

/** The reader calls itself for each level. */
function parsedOr(text: string, lines: LineCounter): ReturnType<typeof parseDocument> | undefined {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function pairIn(map: YAMLMap, name: string | number | undefined) {
  return map.items.find(({ key }) => nameOf(key) === String(name));
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

/** Whole numbers too large to be exact, and dates, are told as they are written. */
function plain(value: unknown): Json {
  return typeof value === "bigint" || value instanceof Date ? String(value) : value as Json;
}
