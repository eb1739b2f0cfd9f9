import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { Triplet } from "./config_source.ts";
import { normalise } from "./normalise.ts";

/** Follows an alias to what it stands for. */
export type Follow = (node: Node | null | undefined) => Node | null | undefined;

/** Ends the parsing with an error about this place. */
export type Refuse = (node: Node | null | undefined, problem: string) => never;

const askFor = "PROMPTUSER";

/**
 * Reads one entry: `[ACTION, default, value]`, a map with `action`, `default_value` and `set_value`, a bare text (an
 * action), or nothing. Numbers and booleans keep the text that stands in the file.
 *
 * @see spec/create-cluster.md 2.3, decision 3.2 (D4)
 */
export function parseTriplet(node: Node | null | undefined, follow: Follow, refuse: Refuse): Triplet {
  const entry = follow(node);
  const [action, fallback, value] = itemsOf(entry, follow);
  const text = (item: Node | null | undefined) => normalise(textOf(follow(item), refuse));
  return {
    action: actionOf(follow(action), refuse),
    default: text(fallback),
    value: text(value),
  };
}

type Item = Node | null | undefined;

function itemsOf(entry: Item, follow: Follow): readonly [Item?, Item?, Item?] {
  if (isSeq<Node>(entry)) return [entry.items[0], entry.items[1], entry.items[2]];
  if (isMap(entry)) {
    const item = (name: string) => follow(entry.get(name, true) as Item);
    return [item("action"), item("default_value"), item("set_value")];
  }
  return isScalar(entry) && typeof entry.value === "string" ? [entry] : [];
}

/** `false`, `0` and nothing are no actions. */
function actionOf(node: Item, refuse: Refuse): string {
  if (isScalar(node) && !node.value) return askFor;
  return textOf(node, refuse) || askFor;
}

function textOf(node: Item, refuse: Refuse): string {
  if (node === null || node === undefined) return "";
  if (isScalar(node)) {
    if (node.value === null || node.value === undefined) return "";
    return typeof node.value === "string" ? node.value : node.source ?? String(node.value);
  }
  if (!isAlias(node) && (isMap(node) || isSeq(node)) && node.items.length === 0) return "";
  return refuse(node, "is a list or a map where a single value is expected");
}
