import assert from "node:assert/strict";
import { $ } from "../../tools/shell.ts";
import { needsProgram } from "../support/needs_program.ts";

Deno.test("every shell script of the repository is clean for shellcheck", async () => {
  await Promise.all(["git", "shellcheck"].map((each) => needsProgram(each)));
  const scripts: string[] = [];
  for (const path of await $`git ls-files .ci ${"*.sh"} bin templates`.lines()) {
    const [first] = (await Deno.readTextFile(path)).split("\n", 1);
    if (/^#!.*\b(ba)?sh\b|^# shellcheck shell=/.test(first)) scripts.push(path);
  }
  assert.ok(scripts.includes(".ci/run"));
  const { code, combined } = await $`shellcheck ${scripts}`.captureCombined().noThrow();
  assert.equal(code, 0, combined);
});
