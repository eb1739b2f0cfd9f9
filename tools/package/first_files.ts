const written = /\b(?:from|import)"\.\/([\w.-]+\.js)"/g;
const later = /\bimport\(String\("\.\/([\w.-]+\.js)"\)\)/g;

/**
 * The files of a bundle that a start reads before it loads a task: `main.js`, what that loads itself, and whatever these import.
 *
 * @param files the minified texts by name, with late imports
 */
export function firstFiles(files: ReadonlyMap<string, string>): readonly string[] {
  const textOf = (name: string) => files.get(name) ?? "";
  const first = new Set(["main.js", ...namesIn(textOf("main.js"), later)]);
  for (const name of first) for (const other of namesIn(textOf(name), written)) first.add(other);
  return [...first].sort();
}

function namesIn(text: string, reference: RegExp): readonly string[] {
  return [...text.matchAll(reference)].map(([, name]) => name);
}
