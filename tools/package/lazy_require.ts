/**
 * The text of a bundled file in which the bundler's own `require` is made when something is first required: it takes all of Deno's Node
 * compatibility along, which costs as much as a whole start, and the help needs nothing of it.
 */
export function withLazyRequire(text: string): string {
  return text.replace(
    /^import \{ createRequire as (\w+) \} from "node:module";\nvar __require = \1\(import\.meta\.url\);$/m,
    'var __required;\nvar __require = (name) => (__required ??= process.getBuiltinModule("node:module")' +
      ".createRequire(import.meta.url))(name);",
  );
}
