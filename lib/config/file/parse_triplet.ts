import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import type { Triplet } from "./config_source.ts";
import { actionWords } from "./initial_value.ts";
import { keyName } from "./key_name.ts";
import { normalise } from "./normalise.ts";

type Item = Node | null | undefined;

/** Follows an alias to what it stands for. */
export type Follow = (node: Item) => Item;

/** Ends the parsing with an error about this place. */
export type Refuse = (node: Item, problem: string, fix?: string) => never;

const askFor = "PROMPTUSER";
const takeValue = "USESETVALUE";
const itemNames = ["action", "default_value", "set_value"] as const;

const listInQuotes = 'put a list of users into quotes, as in [USESETVALUE, "", "alice,bob"]; numbers have no commas';
const listInBrackets = 'write the three items in brackets and without quotes around them: [USESETVALUE, "", VALUE]';
const threeItems = 'write it as [USESETVALUE, "", VALUE], or as the value alone';

/**
 * Reads one entry: `[ACTION, default, value]`, a map with `action`, `default_value` and `set_value`, the value alone, or
 * nothing. Numbers and booleans keep the text that stands in the file. An entry of another shape would silently be
 * another value than its owner means, so it is refused; of a key that is not ours, and so means nothing, any shape is
 * carried along.
 */
export function parseTriplet(
  node: Item,
  { follow, refuse, ours }: { readonly follow: Follow; readonly refuse: Refuse; readonly ours: boolean },
): Triplet {
  const entry = follow(node);
  const judge: Refuse | undefined = ours ? refuse : undefined;
  const text = (item: Item) => normalise(textOf(follow(item), refuse));
  if (!isSeq<Node>(entry) && !isMap(entry)) {
    const value = text(entry);
    if (isUnwrapped(value)) {
      judge?.(
        entry,
        `${JSON.stringify(value)} is one text instead of the list [ACTION, default, value]`,
        listInBrackets,
      );
    }
    return bareValue(value);
  }
  const [action, fallback, value] = isMap(entry) ? namedItems(entry, judge) : listedItems(entry, judge);
  const word = actionOf(follow(action), refuse);
  if (!isAction(word)) {
    judge?.(action, `${JSON.stringify(word)} is not an action; the actions are ${askFor} and ${takeValue}`, threeItems);
  }
  return { action: word, default: text(fallback), value: text(value) };
}

/** A value alone is a set value, unless it is the word of an action. */
function bareValue(value: string): Triplet {
  if (value === "") return { action: askFor, default: "", value: "" };
  if (isAction(value)) return { action: value, default: "", value: "" };
  return { action: takeValue, default: "", value, bare: true };
}

/** The items of an entry without the brackets of a list, or with quotes around it all: a text that begins with an action. */
function isUnwrapped(value: string): boolean {
  const [, word = ""] = /^[[({]?\s*["']?(\w+)["']?[\s,;:]/.exec(value) ?? [];
  return isAction(word);
}

function listedItems({ items }: YAMLSeq<Node>, refuse: Refuse | undefined): readonly Item[] {
  const fourth = items[itemNames.length];
  if (items.length > itemNames.length) {
    refuse?.(fourth, "this is a fourth item, but an entry has at most three", listInQuotes);
  }
  return items;
}

function namedItems(map: YAMLMap, refuse: Refuse | undefined): readonly Item[] {
  for (const { key } of map.items) {
    const name = isScalar(key) ? keyName(key) : "this";
    if (itemNames.some((each) => each === name)) continue;
    refuse?.(key as Item, `${name} is not one of the names ${itemNames.join(", ")}`, "name the value set_value");
  }
  return itemNames.map((name) => map.get(name, true) as Item);
}

/** `false`, `0` and nothing are no actions. */
function actionOf(node: Item, refuse: Refuse): string {
  if (isScalar(node) && !node.value) return askFor;
  return textOf(node, refuse) || askFor;
}

/** However it is spelled: both words say the same where a value is set. */
function isAction(word: string): boolean {
  return actionWords.has(word.toUpperCase());
}

function textOf(node: Item, refuse: Refuse): string {
  if (node === null || node === undefined) return "";
  if (isScalar(node)) {
    if (node.value === null || node.value === undefined) return "";
    return typeof node.value === "string" ? node.value : node.source ?? String(node.value);
  }
  if (!isAlias(node) && (isMap(node) || isSeq(node)) && node.items.length === 0) return "";
  return refuse(node, "this is a list or a map where a single value is expected", listInQuotes);
}
