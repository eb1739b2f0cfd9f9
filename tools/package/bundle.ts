import { dirname, join, relative } from "node:path";
import { $ } from "../shell.ts";
import { facadesOf, withFacades } from "./facades.ts";
import { withLateImports, withPlainImports } from "./late_imports.ts";
import { withLazyRequire } from "./lazy_require.ts";
import { steadyNames } from "./steady_names.ts";
import { withPlainKeys } from "./plain_keys.ts";

/** What of the repository is part of the program. */
const parts = ["main.ts", "deno.json", "deno.lock", "tasks", "lib", "templates", "config"];

/**
 * Bundles the program: one file that starts it and one per part that is loaded when it is first needed.
 *
 * In two passes: the first leaves out what the SDK itself says is unused, the second sees what is left unused once tables are plain, and
 * minifies. One file for everything crashes at run time where dynamic imports reach the SDK.
 *
 * @param commit what the program says it was built from
 * @param work an empty folder
 * @returns the folder of the bundle
 */
export async function bundle(repository: string, commit: string, work: string): Promise<string> {
  const [source, split, steady, minified] = ["source", "split", "steady", "bundle"].map((name) => join(work, name));
  await Deno.mkdir(steady);
  await copySource(repository, source);
  await Deno.writeTextFile(
    join(source, "lib/host/built_from.ts"),
    `export const builtFrom = ${JSON.stringify(commit)};\n`,
  );
  const pass = ["--code-splitting", "--platform", "deno"];
  await deno(source, ["bundle", ...pass, "--outdir", split, "main.ts"]);
  const { npmCache }: { npmCache: string } = await $`deno info --json`.json();
  const files = await textsIn(split);
  for (const [name, text] of steadyNames(files, relative(source, npmCache))) {
    await Deno.writeTextFile(join(steady, name), withLazyRequire(withPlainKeys(text)));
  }
  await deno(steady, ["bundle", "--no-config", ...pass, "--minify", "--outdir", minified, "main.js"]);
  const program = await textsIn(minified);
  for (const [name, text] of program) {
    await Deno.writeTextFile(join(minified, name), withLateImports(text, (each) => program.has(each)));
  }
  return minified;
}

/** The texts of the files in a folder, by name. */
export async function textsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await Deno.readTextFile(join(folder, name))] as const)),
  );
}

/** @throws Error with everything it says when it fails */
async function deno(folder: string, words: readonly string[]): Promise<void> {
  const { code, combined } = await $`deno ${[...words]}`.cwd(folder).captureCombined().quiet().noThrow();
  if (code !== 0) throw new Error(`deno ${words.join(" ")} failed:\n${combined}`);
}

/** Copies the program's source, and gives each lazily loaded client of the SDK a file that names what is used of it. */
async function copySource(repository: string, folder: string): Promise<void> {
  // Also what is new and not yet committed; the commit is marked then.
  const paths = await $`git ls-files --cached --others --exclude-standard -- ${parts}`.cwd(repository).lines();
  const files = new Map<string, string>();
  for (const path of paths) {
    const text = await Deno.readTextFile(join(repository, path)).catch(absent);
    if (text !== undefined) files.set(path, text);
  }
  const facades = facadesOf([...files].flatMap(([path, text]) => path.endsWith(".ts") ? [{ path, text }] : []));
  for (const [path, text] of facades) files.set(path, text);
  for (const [path, text] of files) {
    await Deno.mkdir(join(folder, dirname(path)), { recursive: true });
    const to = (facade: string) => relative(dirname(path), facade);
    await Deno.writeTextFile(join(folder, path), facades.has(path) ? text : withFacades(withPlainImports(text), to));
  }
}

/** A file that was removed and whose removal is not yet committed. */
function absent(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
