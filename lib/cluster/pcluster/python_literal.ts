/** What Python prints of nested lists, tuples, dictionaries, texts and numbers. */
export type PythonValue = string | number | readonly PythonValue[] | ReadonlyMap<string | number, PythonValue>;

/** Reads what Python prints for such a value, or nothing when it is something else. */
export function pythonLiteral(text: string): PythonValue | undefined {
  const tokens = text.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[[\](){},:]|\S+/g) ?? [];
  try {
    const value = readValue(tokens);
    return tokens.length === 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

const closing: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };

/** Takes one value from the front of the tokens. */
function readValue(tokens: string[]): PythonValue {
  const token = tokens.shift() ?? "";
  if (token in closing) return token === "{" ? readPairs(tokens) : readItems(tokens, closing[token]);
  if (/^['"]/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, "$1");
  if (/^-?\d/.test(token)) return Number(token);
  throw new Error("no literal");
}

function readItems(tokens: string[], end: string): readonly PythonValue[] {
  const items: PythonValue[] = [];
  while (tokens[0] !== end) {
    items.push(readValue(tokens));
    if (tokens[0] === ",") tokens.shift();
  }
  tokens.shift();
  return items;
}

function readPairs(tokens: string[]): ReadonlyMap<string | number, PythonValue> {
  const pairs = new Map<string | number, PythonValue>();
  while (tokens[0] !== "}") {
    const key = readValue(tokens);
    if (typeof key === "object" || tokens.shift() !== ":") throw new Error("no literal");
    pairs.set(key, readValue(tokens));
    if (tokens[0] === ",") tokens.shift();
  }
  tokens.shift();
  return pairs;
}
