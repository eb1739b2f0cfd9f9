import { join } from "node:path";
import manifest from "../../deno.json" with { type: "json" };
import { tasks } from "../../tasks/tasks.ts";
import { $ } from "../shell.ts";
import { bundle, textsIn } from "./bundle.ts";
import { firstFiles } from "./first_files.ts";
import { headerText } from "./header.ts";
import { ownTarget, runtimeFor, type Target, targets } from "./runtime.ts";

/**
 * Makes one file that is the whole program: a script, and behind it an archive of Deno and the bundle, which the script unpacks once.
 * The same commit gives the same bytes.
 *
 * @param folder gets `dayctl`, or `dayctl-TARGET` for another kind of machine than this, and its checksum beside it
 * @param runtime the file of Deno, when it is not the one for this target
 * @returns the path of the file
 */
export async function makePackage(
  repository: string,
  target: Target,
  folder: string,
  runtime?: string,
): Promise<string> {
  const commit = await commitOf(repository);
  const name = target === ownTarget() ? "dayctl" : `dayctl-${target}`;
  const work = join(folder, `.${name}`);
  await $`rm -rf ${work}`;
  await Deno.mkdir(work, { recursive: true });

  const carried = await bundle(repository, commit, work);
  const first = ["deno", "deno.json", "package.json", ...firstFiles(await textsIn(carried))];
  await Deno.copyFile(runtime ?? await runtimeFor(target), join(carried, "deno"));
  const { permissions, version } = manifest;
  // As the root of a workspace: whatever files of the same names stand in the folders above are not read.
  await Deno.writeTextFile(join(carried, "deno.json"), JSON.stringify({ permissions, workspace: [] }));
  await Deno.writeTextFile(join(carried, "package.json"), '{ "type": "module" }\n');
  const size = await sizeOf(carried, await namesIn(carried));
  const firstSize = await sizeOf(carried, first);
  await Deno.writeTextFile(join(carried, "sums"), await sumsOf(carried));
  const archive = join(work, "archive.tar.gz");
  await pack(carried, archive);

  const content = (await sha256Of(archive)).slice(0, 16);
  const { system } = targets[target];
  const whole = join(work, name);
  const header = headerText({ version, commit, target, system, content, size, first, firstSize, tasks, permissions });
  await Deno.writeTextFile(whole, header, { mode: 0o755 });
  await Deno.writeFile(whole, (await Deno.open(archive)).readable, { append: true });
  const path = join(folder, name);
  await Deno.rename(whole, path);
  await Deno.writeTextFile(`${path}.sha256`, `${await sha256Of(path)}  ${name}\n`);
  await $`rm -rf ${work}`;
  return path;
}

/** The commit, marked when the work tree has something else. */
async function commitOf(folder: string): Promise<string> {
  const commit = await $`git rev-parse --short=12 HEAD`.cwd(folder).text();
  return await $`git status --porcelain`.cwd(folder).text() === "" ? commit : `${commit}-changed`;
}

/** The same bytes wherever and whenever: names in order, and nothing of who packed it and when. */
async function pack(folder: string, archive: string): Promise<void> {
  const alike = ["--format=ustar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  await $`tar ${alike} --mode=u=rwX,go=rX -I ${"gzip -n"} -cf ${archive} -C ${folder} .`;
}

async function sha256Of(path: string): Promise<string> {
  return (await $`sha256sum ${path}`.text()).split(" ")[0];
}

/** What each file is, for `self-check`. */
async function sumsOf(folder: string): Promise<string> {
  const lines = await $`sha256sum -- ${await namesIn(folder)}`.cwd(folder).lines();
  return JSON.stringify(Object.fromEntries(lines.map((line) => line.split("  ").reverse())));
}

async function sizeOf(folder: string, names: readonly string[]): Promise<number> {
  const sizes = names.map(async (name) => (await Deno.stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}
