import { fc } from "../support/fast_check.ts";

/** A value as YAML and JSON know them. */
export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** Something done to a document as a tree: at one of its values, or to its text: at a place between its ends. */
export type TreeEdit = {
  readonly at: number;
  readonly does: "replace" | "remove" | "rename" | "double" | "list" | "nest";
  readonly value: Tree;
};
export type TextEdit = {
  readonly at: number;
  readonly does: "cut" | "insert" | "double line" | "drop line" | "crlf" | "mark" | "bytes";
  readonly text: string;
};

/** What has been the end of other programs. */
const hostile = [
  ...["", " ", "~", "null", "yes", "no", "0x1F", "1_000", "1e999", "-1", "-0", "0", ".inf", ".nan", "012", "1:30"],
  ...[
    "9".repeat(40),
    "a".repeat(5_000),
    "\u0000",
    "\u001b[31mred",
    "\u202egnp.exe",
    "\u2028",
    "é",
    "e\u0301",
    "💥",
    "\ud800",
  ],
  ...[
    "${HOME}",
    "$(id)",
    "`id`",
    "; id",
    "../../etc/passwd",
    "/dev/null",
    "file:///etc/passwd",
    "{{x}}",
    "%s%n",
    "=1+1",
  ],
  ...[
    "&a [*a]",
    "*a",
    "!!binary x",
    "!!js/function x",
    "<<: *x",
    "- x",
    "? x",
    "a: b: c",
    "#",
    "'",
    '"',
    "\\",
    "\t",
    "|",
    ">",
  ],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "s3://", "s3://b/../c", "arn:aws:iam::1:role/x"],
  ...[
    "us-west-2",
    "us-west-2b",
    "xx-nowhere-9",
    "0.0.0.0/0",
    "300.1.2.3/99",
    "2026-02-30",
    "rate(0 minutes)",
    "cron(* *)",
  ],
  ...["USESETVALUE", "PROMPTUSER", "a@b", "@", "1,2", "[", "{", "}", "]", ",", ":", "demo", "[USESETVALUE, '', x]"],
];

const scalar: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer(),
  fc.constantFrom(0, -1, 1e308, 1.5, 2 ** 53),
  fc.boolean(),
  fc.constant(null),
);

const key = fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 8 }));

const value: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.dictionary(key, scalar, { maxKeys: 3 }) },
);

export const treeEdits: fc.Arbitrary<readonly TreeEdit[]> = fc.array(
  fc.record({
    at: fc.nat(10_000),
    does: fc.constantFrom("replace", "replace", "replace", "remove", "rename", "double", "list", "nest"),
    value,
  }),
  { minLength: 1, maxLength: 3 },
);

export const textEdits: fc.Arbitrary<readonly TextEdit[]> = fc.array(
  fc.record({
    at: fc.nat(10_000),
    does: fc.constantFrom("cut", "insert", "double line", "drop line", "crlf", "mark", "bytes"),
    text: key,
  }),
  { minLength: 0, maxLength: 2 },
);

/** A triplet of a configuration, or what somebody takes for one. */
export const triplet: fc.Arbitrary<Tree> = fc.oneof(
  fc.tuple(fc.oneof(fc.constantFrom("USESETVALUE", "PROMPTUSER", "usesetvalue"), scalar), scalar, scalar),
  fc.array(scalar, { maxLength: 5 }),
  value,
);

/** Does these to a copy. */
export function edited(tree: Tree, edits: readonly TreeEdit[]): Tree {
  const root: { [key: string]: Tree } = { root: structuredClone(tree) };
  for (const edit of edits) apply(root, edit);
  return root.root ?? null;
}

type Place = { readonly parent: Tree[] | { [key: string]: Tree }; readonly key: string };

function apply(root: { [key: string]: Tree }, { at, does, value }: TreeEdit): void {
  const places = placesIn(root);
  if (places.length === 0) return;
  const { parent, key } = places[at % places.length];
  const holder = parent as { [key: string]: Tree };
  const old = holder[key];
  const name = typeof value === "string" ? value : JSON.stringify(value);
  if (does === "replace") holder[key] = structuredClone(value);
  else if (does === "remove") Array.isArray(parent) ? parent.splice(Number(key), 1) : delete holder[key];
  else if (does === "list") holder[key] = [old, structuredClone(value)];
  else if (does === "nest") holder[key] = nested(old);
  else if (Array.isArray(parent)) parent.push(structuredClone(old));
  else {
    if (does === "rename") delete holder[key];
    // Assigned, a name such as __proto__ would be no key.
    Object.defineProperty(holder, name, {
      value: structuredClone(old),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}

function nested(value: Tree): Tree {
  let tree = value;
  for (let depth = 0; depth < 200; depth++) tree = [tree];
  return tree;
}

function placesIn(tree: Tree): readonly Place[] {
  if (tree === null || typeof tree !== "object") return [];
  return Object.keys(tree).flatMap((key) => {
    const parent = tree as { [key: string]: Tree };
    return [{ parent, key }, ...placesIn(parent[key])];
  });
}

/** The bytes of a text after these. */
export function scribbled(text: string, edits: readonly TextEdit[]): Uint8Array {
  let bytes = new TextEncoder().encode(text);
  for (const edit of edits) bytes = edit.does === "bytes" ? withNonsense(bytes, edit.at) : rewritten(bytes, edit);
  return bytes;
}

/** With bytes that are no UTF-8. */
function withNonsense(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  return new Uint8Array([...bytes.subarray(0, place), 0xff, 0xfe, 0x00, ...bytes.subarray(place)]);
}

function rewritten(bytes: Uint8Array, { at, does, text }: TextEdit): Uint8Array<ArrayBuffer> {
  const old = new TextDecoder().decode(bytes);
  const place = old.length === 0 ? 0 : at % old.length;
  const lines = old.split("\n");
  const line = at % lines.length;
  const texts = {
    cut: () => old.slice(0, place),
    insert: () => old.slice(0, place) + text + old.slice(place),
    "double line": () => lines.toSpliced(line, 0, lines[line]).join("\n"),
    "drop line": () => lines.toSpliced(line, 1).join("\n"),
    crlf: () => old.replaceAll("\n", "\r\n"),
    mark: () => `\ufeff${old}`,
    bytes: () => old,
  };
  return new TextEncoder().encode(texts[does]());
}
