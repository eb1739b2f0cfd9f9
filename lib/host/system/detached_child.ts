import type { ProcessId } from "../processes.ts";

/** Starts a program that lives on when we end. What it writes goes to `log`, which begins anew. */
export function detachedChild(argv: readonly string[], log: string, folder: string): ProcessId {
  const script = 'log=$1; shift; exec "$@" >"$log" 2>&1';
  const startTime = new Date().toISOString();
  const child = new Deno.Command("sh", {
    args: ["-c", script, "sh", log, ...argv],
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  child.unref();
  return { pid: child.pid, startTime };
}
