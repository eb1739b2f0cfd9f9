import type { Environment } from "./environment.ts";

/** Whether this program is a file of its own, packaged or compiled, rather than source in a folder. */
export function isInstalled(environment: Pick<Environment, "get">): boolean {
  return environment.get("DAYCTL_EXECUTABLE") !== undefined || Deno.build.standalone;
}
