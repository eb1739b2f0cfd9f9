import { join } from "node:path";
import type { SshServer } from "./ssh_server.ts";

/**
 * An AWS CLI that writes down in `asked` what it is asked, and a plugin that leads to the head node without a port.
 *
 * @param bin the folder that they go to
 * @returns that folder
 */
export async function sessionPrograms(bin: string, { bridge }: Pick<SshServer, "bridge">): Promise<string> {
  const program = (name: string, ...lines: readonly string[]) =>
    Deno.writeTextFile(join(bin, name), `${["#!/bin/sh", ...lines].join("\n")}\n`, { mode: 0o755 });
  await program(
    "aws",
    `printf '%s\\n' "$*" "$AWS_ACCESS_KEY_ID $AWS_PROFILE $AWS_REGION" >>'${bin}/asked'`,
    "exec session-manager-plugin",
  );
  await program("session-manager-plugin", `exec ${bridge.join(" ")}`);
  return bin;
}
