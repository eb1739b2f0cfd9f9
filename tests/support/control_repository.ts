import { join } from "node:path";
import { standInScripts } from "../../lib/sandbox/head_node/control_repository.ts";
import { $ } from "../../tools/shell.ts";

/**
 * A bare repository whose `bin/` leaves behind on a head node what the legacy's control repository does: branch `main`, and tag `v1` of
 * an earlier state. While `~/hold-NAME` stands there, the script NAME does not end; while `~/fail-NAME` does, it fails.
 *
 * @param folder where it goes
 * @param catalogue the stock catalogue of repositories that its tools install
 * @returns its path
 */
export async function controlRepository(folder: string, catalogue: string): Promise<string> {
  const [work, bare] = [join(folder, "control-work"), join(folder, "control.git")];
  await Deno.mkdir(join(work, "bin"), { recursive: true });
  await Deno.mkdir(join(work, "config"));
  await Deno.writeTextFile(join(work, "config", "daylily_available_repositories.yaml"), catalogue);
  for (const [name, lines] of Object.entries(standInScripts)) {
    const text = ["#!/bin/bash", ...around(name), ...lines].join("\n");
    await Deno.writeTextFile(join(work, "bin", name), `${text}\n`, { mode: 0o755 });
  }
  const git = (...words: string[]) => $`git -C ${work} -c user.name=t -c user.email=t@example.org ${words}`.quiet();
  await git("init", "-q", "-b", "main");
  await Deno.writeTextFile(join(work, "which"), "v1\n");
  await git("add", "-A");
  await git("commit", "-q", "-m", "first");
  await git("tag", "v1");
  await Deno.writeTextFile(join(work, "which"), "main\n");
  await git("commit", "-q", "-am", "second");
  await $`git clone -q --bare ${work} ${bare}`.quiet();
  return bare;
}

function around(name: string): readonly string[] {
  return [
    `echo ${name} >>~/began`,
    `while [ -e ~/hold-${name} ]; do sleep 0.05; done`,
    `[ ! -e ~/fail-${name} ] || { printf 'error: \\033[31mno space left on device\\n' >&2; exit 1; }`,
    `echo ${name} >>~/ran`,
  ];
}
