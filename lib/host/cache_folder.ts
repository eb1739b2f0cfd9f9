import { join } from "node:path";
import type { Environment } from "./environment.ts";

/** The folder of what can be fetched or made again: `$XDG_CACHE_HOME/dayctl`, else `~/.cache/dayctl`. */
export function cacheFolder(environment: Pick<Environment, "get" | "home">): string {
  return join(environment.get("XDG_CACHE_HOME") ?? join(environment.home, ".cache"), "dayctl");
}
