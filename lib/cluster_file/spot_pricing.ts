import { isAlias, isMap, isScalar, isSeq, type Node, visit, type YAMLMap } from "yaml";
import { appendToCollection, type Insertion } from "../config/file/append_to_collection.ts";
import type { ClusterFile } from "./template_problem.ts";
import { DayError } from "../host/errors/day_error.ts";

export type PricedCluster = {
  /** The cluster file with numbers for prices; all other text as it was, between `---` and `...`. */
  readonly text: string;
  /** Queues that got a price, in USD per instance and hour, in file order. */
  readonly queues: readonly { readonly name: string; readonly price: number }[];
  /** Instance types without a known price: the fallback stood in for them. */
  readonly unpriced: readonly string[];
};

/** USD per hour, above the median of a queue. */
const usualBump = 4.14;

/** USD per hour, for a type that the zone has no price for. */
const fallbackPrice = 5.55;

const placeholder = "CALCULATE_MAX_SPOT_PRICE";

/** The instance types whose prices `applySpotPrices` needs: those of Spot queues, each once, in file order. */
export function instanceTypes(file: ClusterFile): readonly string[] {
  return [...new Set(spotQueues(file).flatMap(({ types }) => types))];
}

/**
 * Writes one Spot price per Spot queue to all its compute resources: the median over its instance types (one that is
 * listed twice counts twice) plus `bump`, rounded to four decimals. Queues without instance types stay as they are.
 * Throws `DAY-TPL-001` when the file is no cluster configuration or a placeholder is left.
 *
 * @param prices USD per hour by instance type
 */
export function applySpotPrices(
  file: ClusterFile,
  prices: ReadonlyMap<string, number>,
  { bump = usualBump }: { bump?: number } = {},
): PricedCluster {
  const { text } = file;
  const priced = spotQueues(file).filter(({ types }) => types.length > 0).map((queue) => ({
    ...queue,
    price: spotBound(queue.types, prices, bump),
  }));
  const changes = priced.flatMap(({ resources, price }) => resources.map((each) => priceChange(text, each, price)));
  refusePlaceholders(file, changes);
  return {
    text: delimited(changedText(text, changes), file),
    queues: priced.map(({ name, price }) => ({ name, price })),
    unpriced: [...new Set(priced.flatMap(({ types }) => types))].filter((type) => !prices.has(type)),
  };
}

/** What a node of a queue with these types, at least one, costs at most on Spot, in USD per hour. */
export function spotBound(types: readonly string[], prices: ReadonlyMap<string, number>, bump = usualBump): number {
  return round4(median(types.map((type) => prices.get(type) ?? fallbackPrice)) + bump);
}

type SpotQueue = { readonly name: string; readonly types: readonly string[]; readonly resources: readonly YAMLMap[] };

type Item = Node | null | undefined;

function spotQueues({ document, problem }: ClusterFile): readonly SpotQueue[] {
  if (problem !== undefined) throw new DayError("DAY-TPL-001", problem);
  const follow = (node: Item): Item => isAlias(node) ? node.resolve(document) : node;
  const child = (node: Item, name: string) => isMap(node) ? follow(node.get(name, true) as Item) : undefined;
  const children = (node: Item) => isSeq<Node>(node) ? node.items.map(follow) : [];
  const textOf = (node: Item) => isScalar(node) && typeof node.value === "string" ? node.value : "";

  return children(child(child(document.contents, "Scheduling"), "SlurmQueues"))
    .filter((queue) => textOf(child(queue, "CapacityType")) === "SPOT")
    .map((queue) => {
      const resources = children(child(queue, "ComputeResources")).filter((each) => isMap(each));
      const types = resources.flatMap((resource) => [
        textOf(child(resource, "InstanceType")),
        ...children(child(resource, "Instances")).map((each) => textOf(child(each, "InstanceType"))),
      ]);
      return { name: textOf(child(queue, "Name")), types: types.filter((type) => type !== ""), resources };
    });
}

/** Replaces the text from `at` up to `end`. */
type Change = Insertion & { readonly end: number };

/** Puts the price behind an existing `SpotPrice`, whatever stands there, or at the end of the compute resource. */
function priceChange(text: string, resource: YAMLMap, price: number): Change {
  const pair = resource.items.find(({ key }) => isScalar(key) && key.value === "SpotPrice");
  if (pair === undefined) {
    const insertion = appendToCollection(text, resource, [`SpotPrice: ${price}`]);
    return { ...insertion, end: insertion.at };
  }
  const [start, end] = (pair.value as Item)?.range ?? [0, 0];
  if (start < end) return { at: start, end, text: String(price) };
  const colon = text.indexOf(":", (pair.key as Node).range?.[1]) + 1;
  return { at: colon, end: colon, text: ` ${price}` };
}

function changedText(text: string, changes: readonly Change[]): string {
  const byPlace = new Map<number, Change>();
  for (const change of changes) {
    const other = byPlace.get(change.at);
    if (other !== undefined && other.text !== change.text) {
      const line = text.slice(0, change.at).split("\n").length;
      throw new DayError("DAY-TPL-001", `two queues share the compute resource at line ${line} but not its price`);
    }
    byPlace.set(change.at, change);
  }
  const fromTheEnd = [...byPlace.values()].sort((a, b) => b.at - a.at);
  return fromTheEnd.reduce((whole, { at, end, text }) => whole.slice(0, at) + text + whole.slice(end), text);
}

/** The document between an explicit start and an explicit end, as earlier versions wrote it. */
function delimited(text: string, { document }: ClusterFile): string {
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const body = text.replace(/^\uFEFF/, "").replace(/([^\n])$/, `$1${eol}`);
  const start = document.directives?.docStart ? "" : `---${eol}`;
  const end = /\n\.\.\.\s*$/.test(body) ? "" : `...${eol}`;
  return start + body + end;
}

/** Looks for placeholders that no change replaces. */
function refusePlaceholders({ document, lines }: ClusterFile, changes: readonly Change[]): void {
  const replaced = new Set(changes.map(({ at }) => at));
  const left: string[] = [];
  visit(document, {
    Scalar(_, { value, range }) {
      const start = range?.[0] ?? 0;
      if (value === placeholder && !replaced.has(start)) left.push(`line ${lines.linePos(start).line}`);
    },
  });
  if (left.length === 0) return;
  throw new DayError("DAY-TPL-001", `it still says ${placeholder} (${left.join(", ")})`, {
    fix: "give each of these queues CapacityType: SPOT and at least one instance type, or remove the SpotPrice there",
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The nearest multiple of 0.0001 to the exact binary value, ties to even. `toFixed` is exact as well but takes ties
 * upwards; a tie needs an odd multiple of 1/32, and there the arithmetic below is exact.
 */
function round4(value: number): number {
  if (Math.abs(value * 32 % 2) !== 1) return Number(value.toFixed(4));
  const below = Math.floor(value * 10_000);
  return (below % 2 === 0 ? below : below + 1) / 10_000;
}
