/**
 * The text of a bundled file whose dynamic imports are found only when they happen: Deno reads every file behind every import that is
 * written out before the first line runs, also behind those that never happen, and a start would read the whole program.
 *
 * @param isPart whether a file of that name is part of the bundle
 */
export function withLateImports(text: string, isPart: (name: string) => boolean): string {
  return text.replace(
    /\bimport\("\.\/([\w.-]+\.js)"\)/g,
    (whole, name: string) => isPart(name) ? `import(String("./${name}"))` : whole,
  );
}

/** The text of a source file in which a bundler sees those imports that the source hides from Deno in the same way. */
export function withPlainImports(text: string): string {
  return text.replace(/\bimport\(String\(([^()]+)\)\)/g, "import($1)");
}
