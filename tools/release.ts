import { join } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../deno.json" with { type: "json" };
import { makePackage } from "./package/make_package.ts";
import { ownTarget, type Target, targets } from "./package/runtime.ts";
import { releaseNotes } from "./release_notes.ts";
import { $ } from "./shell.ts";

/**
 * `deno task release`: builds the packaged file of every target, checks what was built, and writes the notes of the version to
 * `dist/notes.md`. It publishes nothing. A work tree with changes is refused: what is released is a commit.
 */
if (import.meta.main) {
  $.setPrintCommand(true);
  const repository = fileURLToPath(new URL("..", import.meta.url));
  const dist = join(repository, "dist");
  const { version } = manifest;
  if (Deno.args.length > 0) throw new Error(`unknown: ${Deno.args.join(" ")}; the version is that of deno.json`);
  const changes = await $`git status --porcelain`.cwd(repository).text();
  if (changes !== "") throw new Error(`the work tree has changes; commit them first:\n${changes}`);
  const notes = releaseNotes(await Deno.readTextFile(join(repository, "CHANGELOG.md")), version);

  await $`deno task static`.cwd(repository);
  for (const target of Object.keys(targets) as Target[]) {
    const path = await makePackage(repository, target, dist);
    await $`sha256sum --check --quiet ${path}.sha256`.cwd(dist);
    if (target === ownTarget()) await startsAs(path, version);
  }
  await Deno.writeTextFile(join(dist, "notes.md"), notes);
  console.log(`dist/ has version ${version} for ${Object.keys(targets).join(" and ")}, with checksums, and notes.md`);
}

/** It starts without this repository and says its version. */
async function startsAs(path: string, version: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const said = await $`${path} --version`.cwd(folder).env({ XDG_CACHE_HOME: folder }).text();
    if (!said.includes(version)) throw new Error(`${path} says that it is ${said}, expected ${version}`);
    await $`${path} --help`.cwd(folder).env({ XDG_CACHE_HOME: folder }).quiet();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
