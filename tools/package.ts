import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import manifest from "../deno.json" with { type: "json" };
import { tasks } from "../tasks/tasks.ts";
import { bundle } from "./package/bundle.ts";
import { headerText } from "./package/header.ts";
import { ownTarget, runtimeFor, type Target, targets } from "./package/runtime.ts";
import { $ } from "./shell.ts";

/**
 * One file that is the whole program: Deno, the bundle, and a script before them that unpacks both once.
 *
 * `deno task package [--target linux-x64|linux-arm64]` makes `dist/dayctl`, or `dist/dayctl-TARGET` for another kind of machine, with
 * its checksum beside it. The same commit gives the same bytes.
 */
const repository = fileURLToPath(new URL("..", import.meta.url));

/** @returns the path of the file */
async function makePackage(target: Target, folder: string): Promise<string> {
  const runtime = await runtimeFor(target);
  const commit = await commitOf(repository);
  const name = target === ownTarget() ? "dayctl" : `dayctl-${target}`;
  const work = join(folder, `.${name}`);
  await $`rm -rf ${work}`;
  await Deno.mkdir(work, { recursive: true });

  const carried = await bundle(repository, commit, work);
  await Deno.copyFile(runtime, join(carried, "deno"));
  // Whatever files of the same names stand in the folders above count no longer.
  await Deno.writeTextFile(join(carried, "package.json"), '{ "type": "module" }\n');
  const { permissions } = manifest;
  await Deno.writeTextFile(join(carried, "deno.json"), JSON.stringify({ permissions, nodeModulesDir: "none" }));
  const archive = join(work, "archive.tar.gz");
  await pack(carried, archive);

  const path = join(folder, name);
  const header = headerText({
    version: manifest.version,
    commit,
    target,
    system: targets[target].system,
    content: (await sha256Of(archive)).slice(0, 16),
    size: await sizeOf(carried),
    tasks,
    permissions,
  });
  const whole = join(work, name);
  await Deno.writeTextFile(whole, header, { mode: 0o755 });
  await Deno.writeFile(whole, (await Deno.open(archive)).readable, { append: true });
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

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for await (const { name } of Deno.readDir(folder)) sum += (await Deno.stat(join(folder, name))).size;
  return sum;
}

function isTarget(word: string): word is Target {
  return word in targets;
}

if (import.meta.main) {
  const { values: { target = ownTarget(), to = join(repository, "dist") } } = parseArgs({
    args: Deno.args,
    options: { target: { type: "string" }, to: { type: "string" } },
  });
  if (!isTarget(target)) throw new Error(`--target ${target}: expected ${Object.keys(targets).join(" or ")}`);
  const path = await makePackage(target, to);
  const { size } = await Deno.stat(path);
  console.log(`${path}: ${(size / 1_000_000).toFixed(1)} MB, checksum in ${path}.sha256`);
}
