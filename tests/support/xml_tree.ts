/** An element of an XML answer: text where it holds none other, else its children by name, each name a list. */
export type XmlTree = string | { readonly [name: string]: readonly XmlTree[] };

/** Reads an XML document as AWS services write them; attributes and declarations are left out. */
export function xmlTree(text: string): XmlTree {
  const tokens = text.matchAll(/<\?[^>]*\?>|<(\/?)([\w.:-]+)[^>]*?(\/?)>|([^<]+)/g);
  const root: { [name: string]: XmlTree[] } = {};
  const open: { name: string; children: { [name: string]: XmlTree[] }; text: string }[] = [];
  const attach = (name: string, value: XmlTree) => {
    const { children } = open.at(-1) ?? { children: root };
    (children[name] ??= []).push(value);
  };
  for (const [, closing, name, empty, words] of tokens) {
    if (words !== undefined) {
      const element = open.at(-1);
      if (element) element.text += words;
    } else if (name === undefined) continue;
    else if (empty) attach(name, "");
    else if (!closing) open.push({ name, children: {}, text: "" });
    else {
      const ended = open.pop();
      if (ended === undefined || ended.name !== name) throw new Error(`not well formed at </${name}>: ${text}`);
      attach(name, Object.keys(ended.children).length > 0 ? ended.children : plain(ended.text));
    }
  }
  return root;
}

/** The elements at a path; every step takes all elements of that name. */
export function elements(tree: XmlTree | undefined, ...path: readonly string[]): readonly XmlTree[] {
  return path.reduce<readonly XmlTree[]>(
    (found, name) => found.flatMap((each) => typeof each === "string" ? [] : each[name] ?? []),
    tree === undefined ? [] : [tree],
  );
}

/** The text of the first element at a path, "" where there is none. */
export function textAt(tree: XmlTree | undefined, ...path: readonly string[]): string {
  const first = elements(tree, ...path)[0];
  return typeof first === "string" ? first : "";
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function plain(text: string): string {
  return text.trim().replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (all, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return hex === undefined ? entities[name] ?? all : String.fromCodePoint(parseInt(hex, 16));
  });
}
