import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sandboxTools } from "./sandbox.ts";

/** A server's certificate and key, and the authority that signed it; all PEM. */
export type Certified = { readonly authority: string; readonly cert: string; readonly key: string };

/**
 * Makes an authority of its own and a certificate for these hosts and addresses. The Python of the sandbox can do that, so that no
 * program of the system is needed.
 *
 * @param years how long it is valid, from 2020 on
 */
export async function certified(names: readonly string[], years = 80): Promise<Certified> {
  const { emulator } = await sandboxTools();
  const script = fileURLToPath(new URL("certificate_authority.py", import.meta.url));
  const python = new Deno.Command(join(emulator, "bin", "python"), { args: [script, `${years}`, ...names] });
  const { success, stdout, stderr } = await python.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
