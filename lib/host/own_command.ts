import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "./environment.ts";

/** The permission sets of `deno.json`. */
export type PermissionSet = "reading" | "changing" | "development";

/**
 * The command that starts a task of this program again, whatever form the program has: the packaged file says who it is in
 * `DAYCTL_EXECUTABLE`, a compiled one knows its own path, and from source `deno` runs `main.ts`.
 */
export function ownCommand(environment: Environment, task: string, set: PermissionSet): string[] {
  const packaged = environment.get("DAYCTL_EXECUTABLE");
  if (packaged !== undefined) return [packaged, task];
  if (Deno.build.standalone) return [Deno.execPath(), task];
  const folder = dirname(fileURLToPath(Deno.mainModule));
  const root = folder.endsWith("/tasks") ? dirname(folder) : folder;
  // By name: the path of the running program is not among those that may be run.
  const deno = ["deno", "run", "-q", "--no-prompt", `--config=${join(root, "deno.json")}`, `-P=${set}`];
  return [...deno, join(root, "main.ts"), task];
}
