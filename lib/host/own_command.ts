import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "./environment.ts";

/** How Deno starts a task. */
export type DenoStart = {
  /** One of the permission sets of `deno.json`. */
  readonly permissions: "reading" | "changing" | "development";
  readonly v8Flags?: readonly string[];
};

/** `deno run` with what a task is started with. */
export function denoRun({ permissions, v8Flags = [] }: DenoStart): readonly string[] {
  const v8 = v8Flags.length === 0 ? [] : [`--v8-flags=${v8Flags.join(",")}`];
  return ["deno", "run", "-q", "--no-prompt", `-P=${permissions}`, ...v8];
}

/**
 * The command that starts a task of this program again, whatever form the program has: the packaged file says who it is in
 * `DAYCTL_EXECUTABLE`, a compiled one knows its own path, and from source `deno` runs `main.ts`.
 */
export function ownCommand(environment: Environment, task: DenoStart & { readonly name: string }): readonly string[] {
  const packaged = environment.get("DAYCTL_EXECUTABLE");
  if (packaged !== undefined) return [packaged, task.name];
  if (Deno.build.standalone) return [Deno.execPath(), task.name];
  const root = fileURLToPath(new URL("../..", import.meta.url));
  // By name: the path of the running program is not among those that may be run.
  return [...denoRun(task), `--config=${join(root, "deno.json")}`, join(root, "main.ts"), task.name];
}
