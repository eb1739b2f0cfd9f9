import assert from "node:assert/strict";
import { repository } from "./source_files.ts";

/**
 * Runs a command that the product has printed, as a person would: in a shell, in the repository.
 *
 * @throws AssertionError when it does not end with 0
 */
export async function works(environment: Readonly<Record<string, string>>, command: string): Promise<void> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", command],
    cwd: repository,
    clearEnv: true,
    env: { ...environment, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, `${command}\n${decode(stdout)}\n${decode(stderr)}`);
}
