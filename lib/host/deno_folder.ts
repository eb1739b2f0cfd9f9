import { join } from "node:path";
import type { Environment } from "./environment.ts";

/**
 * Where Deno keeps what it has fetched. A child with another home or cache folder has to be told, or it would fetch everything
 * again.
 */
export function denoFolder(environment: Environment): string {
  const cache = Deno.build.os === "darwin"
    ? join(environment.home, "Library", "Caches")
    : environment.get("XDG_CACHE_HOME") ?? join(environment.home, ".cache");
  return environment.get("DENO_DIR") ?? join(cache, "deno");
}
