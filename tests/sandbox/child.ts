import type { Sandbox } from "../support/sandbox.ts";

/** Runs a program inside a sandbox to its end. */
export async function child(sandbox: Sandbox, [program, ...args]: readonly string[]) {
  const output = await new Deno.Command(program, { args, clearEnv: true, env: sandbox.environment }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: output.code, stdout: text(output.stdout), stderr: text(output.stderr) };
}
