/**
 * The text of a bundled file in which `{ [_xN]: … }` has the constant's own text in the place of its name. The tables of the SDK are
 * written so, and only with plain names a bundler sees that to make a table has no effect, and drops those that nobody uses.
 */
export function withPlainKeys(text: string): string {
  const constants = new Map(
    [...text.matchAll(/^(?:var|const) (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]),
  );
  return text.replace(/(?<=[{,]\s*)\[(_\w+)\]:/g, (whole, name: string) => {
    const value = constants.get(name);
    return value === undefined ? whole : `${value}:`;
  });
}
