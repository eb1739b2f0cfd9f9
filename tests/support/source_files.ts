import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** One import or re-export of a file of ours. */
export type ImportOf = {
  /** Path from the repository, or the bare specifier of a package. */
  readonly target: string;
  readonly names: readonly string[];
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
};

export type SourceFile = {
  /** From the repository, with slashes: `lib/host/clock.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments and without the contents of strings. */
  readonly code: string;
  readonly imports: readonly ImportOf[];
  /** Names of exported functions, constants and classes. */
  readonly values: readonly string[];
};

/** All TypeScript files below a file or folder of the repository, in order of their paths. */
export async function sourceFiles(...roots: readonly string[]): Promise<readonly SourceFile[]> {
  const paths = (await Promise.all(roots.map((root) => pathsBelow(join(repository, root))))).flat();
  const files = paths.map(async (path) => sourceFile(relative(repository, path), await Deno.readTextFile(path)));
  return await Promise.all(files);
}

export function sourceFile(path: string, text: string): SourceFile {
  const values = [...text.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)].map(([, name]) => name);
  return { path, text, code: codeOf(text), imports: importsOf(path, text), values };
}

async function pathsBelow(path: string): Promise<readonly string[]> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info === undefined) return [];
  if (info.isFile) return path.endsWith(".ts") ? [path] : [];
  const names = (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
  return (await Promise.all(names.map((name) => pathsBelow(join(path, name))))).flat();
}

function importsOf(path: string, text: string): readonly ImportOf[] {
  const target = (specifier: string) =>
    specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : specifier;
  const found: ImportOf[] = [];
  for (const [, type, names = "", from] of text.matchAll(/^(?:import|export) (type )?([^;"]*?)\s*from "([^"]+)"/gm)) {
    const parts = names.replace(/[{}]/g, "").split(",").map((part) => part.trim()).filter((part) => part !== "");
    found.push({
      target: target(from),
      names: parts.map((part) => part.replace(/^type /, "").split(" as ")[0]),
      typeOnly: type !== undefined || (parts.length > 0 && parts.every((part) => part.startsWith("type "))),
      dynamic: false,
    });
  }
  for (const [, from] of text.matchAll(/^import "([^"]+)"/gm)) {
    found.push({ target: target(from), names: [], typeOnly: false, dynamic: false });
  }
  for (const [, names, plain, hidden, member] of text.matchAll(dynamicImport)) {
    const parts = (names ?? member ?? "default").split(",").map((part) => part.split(":")[0].trim());
    found.push({ target: target(plain ?? hidden), names: parts, typeOnly: false, dynamic: true });
  }
  return found;
}

const dynamicImport = /(?:\{([^{}]*)\} = await )?\bimport\(\s*(?:"([^"]+)"|String\("([^"]+)"\))\s*\)(?:\)\.(\w+))?/g;

function codeOf(text: string): string {
  const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//;
  const quoted = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/;
  return text.replace(
    new RegExp(`${quoted.source}|${comment.source}`, "g"),
    (part) => part.startsWith("/") ? "" : '""',
  );
}
