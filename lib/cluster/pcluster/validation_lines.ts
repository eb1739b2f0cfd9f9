import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { pythonLiteral, type PythonValue } from "./python_literal.ts";

/** A validation message of ParallelCluster. `level` is `INFO`, `WARNING` or `ERROR`. */
export type ValidationMessage = { readonly level: string; readonly type: string; readonly message: string };

/**
 * The errors among validation messages as lines for a person, each with the line of the cluster file that it is about, as far as
 * that can be found out: ParallelCluster names keys and values, never lines. Its warnings stop nothing and are only counted.
 *
 * @param config the cluster file's text
 */
export function validationLines(messages: readonly ValidationMessage[], config: string): readonly string[] {
  const places = placesIn(config);
  const errors = messages.filter(({ level }) => level === "ERROR");
  const lines = errors.flatMap(({ type, message }) =>
    type === "ConfigSchemaValidator" ? schemaLines(message, places) : [`${message}${lineOf(places, type, message)}`]
  );
  const others = messages.filter(({ level }) => level === "WARNING").length;
  return others === 0 || errors.length === 0
    ? lines
    : [...lines, `and ${others} warnings, which do not stop the creation`];
}

/** A message without a validator, followed by the line it is about. */
export function withLine(message: string, config: string): string {
  return message + lineOf(placesIn(config), "", message);
}

/** A key or a value of the file. */
type Place = { readonly path: readonly (string | number)[]; readonly value: string; readonly line: number };

function placesIn(config: string): readonly Place[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(config, { lineCounter });
  const places: Place[] = [];
  const walk = (node: unknown, path: Place["path"], key?: Node) => {
    const at = key?.range?.[0] ?? (node as Node | null)?.range?.[0] ?? 0;
    const value = isScalar(node) ? String(node.value ?? "") : "";
    if (path.length > 0) places.push({ path, value, line: lineCounter.linePos(at).line });
    if (isMap<Node, Node>(node)) {
      for (const pair of node.items) {
        walk(pair.value, [...path, isScalar(pair.key) ? String(pair.key.value) : ""], pair.key);
      }
    }
    if (isSeq<Node>(node)) node.items.forEach((item, index) => walk(item, [...path, index]));
  };
  walk(document.contents, []);
  return places;
}

/** The schema's own messages are nested Python literals; each leaf is a complaint about the key above it. */
function schemaLines(message: string, places: readonly Place[]): readonly string[] {
  const value = pythonLiteral(message);
  const complaints = Array.isArray(value) ? value.flatMap((each) => complaintsIn(each, [])) : [];
  if (complaints.length === 0) return [message];
  return complaints.map(({ path, text }) => {
    const line = places.find((place) => JSON.stringify(place.path) === JSON.stringify(path))?.line;
    return `${path.join("/")}: ${text}${line === undefined ? "" : ` (line ${line})`}`;
  });
}

type Complaint = { readonly path: Place["path"]; readonly text: string };

/** `('Key', {…})` is a tuple of key and complaints, `{'Key': …}` a level further down, `['…']` the complaints themselves. */
function complaintsIn(value: PythonValue, path: Place["path"]): readonly Complaint[] {
  if (value instanceof Map) return [...value].flatMap(([key, inner]) => complaintsIn(inner, [...path, key]));
  if (!Array.isArray(value)) return [{ path, text: String(value) }];
  const [key, inner] = value as readonly PythonValue[];
  if (value.length === 2 && typeof key === "string" && typeof inner === "object") {
    return complaintsIn(inner, [...path, key]);
  }
  return (value as readonly PythonValue[]).flatMap((each) => complaintsIn(each, path));
}

/**
 * The best guess at what a message is about: a value that it quotes and whose key its validator is named after; the key that its
 * validator is named after; a value that it quotes; a key that it mentions.
 */
function lineOf(places: readonly Place[], type: string, message: string): string {
  const words = new Set(message.match(/[\w./:-]*[\w]/g) ?? []);
  const keyOf = ({ path }: Place) => String(path.at(-1));
  const isNamedAfter = (place: Place) => keyOf(place).length >= 6 && type.includes(keyOf(place));
  const isQuoted = ({ value }: Place) => value.length >= 4 && words.has(value);
  const found = places.find((place) => isQuoted(place) && isNamedAfter(place)) ??
    places.filter(isNamedAfter).sort((one, other) => keyOf(other).length - keyOf(one).length)[0] ??
    places.find(isQuoted) ??
    places.find((place) => /^[A-Z][a-z]+[A-Z]/.test(keyOf(place)) && words.has(keyOf(place)));
  return found === undefined ? "" : ` (line ${found.line}: ${keyOf(found)})`;
}
