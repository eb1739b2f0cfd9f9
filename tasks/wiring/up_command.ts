import type { Environment } from "../../lib/host/environment.ts";
import type { TriedPcluster } from "../../lib/toolchain/versions.ts";
import { taskCommand } from "./task_command.ts";

/** The command that serves a sandbox in the background. */
export function upCommand(environment: Environment, version: TriedPcluster): readonly string[] {
  return taskCommand(environment, "sandbox", ["serve", `--pcluster=${version}`]);
}
