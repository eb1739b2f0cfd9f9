import type { Json } from "./world_calls.ts";

/** What AWS makes up anew each time: ids of EC2 and FSx, UUIDs, addresses other than those of loopback and of everything. */
const madeUp = new RegExp(
  [
    "\\b(vpc-cidr-assoc|vpc|subnet|nat|eipalloc|eipassoc|igw|rtb|rtbassoc|acl|aclassoc|sgr?|eni|i|vol|fs|key|dopt)-[0-9a-f]{8,17}\\b",
    "\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b",
    "\\bip-\\d+-\\d+-\\d+-\\d+\\b",
    "\\b(?!0\\.0\\.0\\.0|127\\.0\\.0\\.1)\\d{1,3}(?:\\.\\d{1,3}){3}\\b(?!/)",
  ].join("|"),
  "g",
);
/** Names that hold the moment, the clock or the contents of something that differs each time. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{64}\w*/g, "<sha256>"],
  [/\b[0-9a-f]{40}\b/g, "<commit>"],
  [/FSxLustre\d{8}T\d{6}Z/g, "FSxLustre<time>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g, "<time>"],
  [/(?<!\d)20\d{10}(?:\d\d|\d{5})?(?!\d)/g, "<ts>"],
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>"],
  [/(clusters\/[A-Za-z][\w-]*)-[a-z0-9]{16}\b/g, "$1-<random>"],
];

/** Names for what is made up, the same in two worlds that are the same. Known ones come first. */
export function stableNames(known: Iterable<readonly [string, string]> = []) {
  const names = new Map(known);
  const counts = new Map<string, number>();
  const nameOf = (id: string, kind = id.includes(".") || id.startsWith("ip-") ? "address" : "uuid") => {
    const name = names.get(id) ?? `${kind}-#${(counts.get(kind) ?? 0) + 1}`;
    if (!names.has(id)) {
      names.set(id, name);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return name;
  };
  const knownIn = (text: string) => text.replace(madeUp, (id) => names.get(id) ?? id);
  return {
    /** Text with stable names in it; ids not met before are numbered in the order in which they come. */
    inText: (text: string): string => withoutVolatile(knownIn(text).replace(madeUp, nameOf)),
    /** A value with stable names in it and its lists in an order that does not depend on ids. */
    inValue<T extends Json>(value: T): T {
      const ordered = sorted(JSON.parse(withoutVolatile(knownIn(JSON.stringify(value)))));
      return JSON.parse(JSON.stringify(ordered).replace(madeUp, nameOf)) as T;
    },
  };
}

export type StableNames = ReturnType<typeof stableNames>;

function withoutVolatile(text: string): string {
  return volatile.reduce((changed, [pattern, instead]) => changed.replace(pattern, instead), text);
}

/** Lists by their content with the ids hidden, objects by key. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    const keyed = value.map(sorted).map((each) => [JSON.stringify(each).replace(madeUp, "$1"), each] as const);
    return keyed.sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0).map(([, each]) => each);
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
