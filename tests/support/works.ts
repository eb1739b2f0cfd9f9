import assert from "node:assert/strict";
import { $ } from "../../tools/shell.ts";
import { repository } from "./source_files.ts";

/**
 * Runs a command that the product has printed, as a person would: in a shell, in the repository.
 *
 * @throws AssertionError when it does not end with 0
 */
export async function works(environment: Readonly<Record<string, string>>, command: string): Promise<void> {
  const { code, combined } = await $`sh -c ${command}`.cwd(repository).clearEnv().env({ ...environment, NO_COLOR: "1" })
    .captureCombined().noThrow();
  assert.equal(code, 0, `${command}\n${combined}`);
}
