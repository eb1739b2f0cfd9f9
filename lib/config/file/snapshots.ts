import { Document, isAlias, type Node, Pair, Scalar, visit, YAMLMap, YAMLSeq } from "yaml";
import { readConfigDocument } from "./config_document.ts";
import type { ConfigSource, Triplet } from "./config_source.ts";
import { keyName } from "./key_name.ts";
import { noHeartbeat } from "../keys/complaints/heartbeat_email.ts";
import { actionWords, configuredValue } from "./initial_value.ts";

/** Final values by key. A key that this run never had to settle is missing; an empty text is a value. */
export type FinalValues = ReadonlyMap<string, string>;

/** No line is folded, so that equal values are equal bytes whatever their length. */
const layout = { lineWidth: 0, flowCollectionPadding: false } as const;

/** Every key with its final value, as quoted text, in the order of the key list. */
export function finalConfig(source: ConfigSource, finals: FinalValues): string {
  const config = new YAMLMap();
  for (const key of source.triplets.keys()) {
    config.set(key, quoted(finals.get(key) ?? configuredValue(source, key)));
  }
  const document = new Document({ ephemeral_cluster: {} });
  document.setIn(["ephemeral_cluster", "config"], config);
  return document.toString(layout);
}

/**
 * The configuration that repeats this run without a question: each key as the list action, value, value, in the order
 * of the keys. Everything else in `base`, the text of the configuration file, stays.
 */
export function resolvedCli(source: ConfigSource, finals: FinalValues, base: string): string {
  return rewritten(source, base, { sorted: true }, (key, { action, default: written }) => {
    const value = settledValue(source, finals, key);
    const items = triplet(action === "PROMPTUSER" ? "USESETVALUE" : action, value || withoutWords(written), value);
    items.flow = false;
    return items;
  });
}

/**
 * The configuration file as a start for the next run: each key keeps its default and gets this run's value. Order and
 * comments of `base`, the text of the configuration file, stay.
 */
export function nextRunTemplate(source: ConfigSource, finals: FinalValues, base: string): string {
  return rewritten(source, base, { sorted: false }, (key, { action, default: written }) => {
    const value = settledValue(source, finals, key);
    return triplet(source.autoSelect ? "USESETVALUE" : action, withoutWords(written), value);
  });
}

/** The value to read back next time; a heartbeat that was switched off has to stay off. */
function settledValue(source: ConfigSource, finals: FinalValues, key: string): string {
  const value = finals.get(key);
  if (key === "heartbeat_email" && value === "") return noHeartbeat;
  return withoutWords(value ?? "") || configuredValue(source, key);
}

function withoutWords(text: string): string {
  return actionWords.has(text) ? "" : text;
}

function triplet(...items: readonly string[]): YAMLSeq {
  const list = new YAMLSeq();
  list.flow = true;
  list.items = items.map(quoted);
  return list;
}

/** Quotes keep `false`, `0` and `0.10` the texts that they are. */
function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

type MakeEntry = (key: string, written: Triplet) => YAMLSeq;

/**
 * The document `base` with the entries of all keys replaced; `sorted` gives up their comments, which would lose their
 * place.
 */
function rewritten(source: ConfigSource, base: string, { sorted }: { sorted: boolean }, entry: MakeEntry): string {
  const { document, config, triplets } = readConfigDocument(source.path, base);
  spellOut(document);
  const standing = new Map(config.items.map(({ key }) => [keyName(key as Scalar), key as Scalar]));
  const entries = [...new Map([...triplets, ...source.triplets])];
  if (sorted) entries.sort(([a], [b]) => a < b ? -1 : 1);
  const map = new YAMLMap();
  if (!sorted) [map.commentBefore, map.comment] = [config.commentBefore, config.comment];
  map.items = entries.map(([name, written]) => {
    const key = sorted ? undefined : standing.get(name);
    return new Pair(key ?? new Scalar(name), entry(name, written));
  });
  document.setIn(["ephemeral_cluster", "config"], map);
  return document.toString(layout);
}

/** Replaces aliases by what they stand for, because their anchors may lie in what is rewritten. */
function spellOut(document: Document): void {
  visit(document, {
    Alias: (_, alias) => alias.resolve(document)?.clone() as Node | undefined,
  });
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) delete node.anchor;
    },
  });
}
