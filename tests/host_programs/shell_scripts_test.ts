import assert from "node:assert/strict";
import { $ } from "../../tools/shell.ts";

/** @throws with the line that installs the program, when it is missing */
async function needs(program: string): Promise<void> {
  if (!await $.commandExists(program)) {
    throw new Error(`${program} is missing; install it with: apt-get install ${program}`);
  }
}

Deno.test("every shell script of the repository is clean for shellcheck", async () => {
  await Promise.all(["git", "shellcheck"].map(needs));
  const scripts: string[] = [];
  for (const path of await $`git ls-files .ci ${"*.sh"} bin templates`.lines()) {
    const [first] = (await Deno.readTextFile(path)).split("\n", 1);
    if (/^#!.*\b(ba)?sh\b|^# shellcheck shell=/.test(first)) scripts.push(path);
  }
  assert.ok(scripts.includes(".ci/run"));
  const { code, combined } = await $`shellcheck ${scripts}`.captureCombined().noThrow();
  assert.equal(code, 0, combined);
});
