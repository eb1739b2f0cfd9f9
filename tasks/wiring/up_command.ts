import type { Environment } from "../../lib/host/environment.ts";
import { ownCommand } from "../../lib/host/own_command.ts";
import type { TriedPcluster } from "../../lib/toolchain/versions.ts";

/** The command that serves a sandbox in the background. */
export function upCommand(environment: Environment, version: TriedPcluster): readonly string[] {
  return [...ownCommand(environment, "sandbox", "development"), "serve", `--pcluster=${version}`];
}
