import { $ } from "../../tools/shell.ts";
import type { Sandbox } from "../support/sandbox.ts";

/** Runs a program inside a sandbox to its end. */
export async function child({ environment }: Sandbox, argv: readonly string[]) {
  const { code, stdout, stderr } = await $`${argv}`.clearEnv().env(environment).stdout("piped").stderr("piped")
    .noThrow();
  return { code, stdout, stderr };
}
