import { join } from "node:path";
import type { Environment } from "../host/environment.ts";

/** Where everything local stands: `~/.config/daylily`, or `DAYLILY_CONFIG_DIR`. */
export function configFolder(environment: Environment): string {
  return environment.get("DAYLILY_CONFIG_DIR") ?? join(environment.home, ".config", "daylily");
}

/** The folder of journals, logs and locks. */
export function runsFolder(folder: string): string {
  return join(folder, "runs");
}
