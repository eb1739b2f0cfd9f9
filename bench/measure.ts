import { $ } from "../tools/shell.ts";

/** How long a program took, in milliseconds, and how much memory it had at most, in kilobytes. */
export type Measured = { readonly milliseconds: number; readonly peak: number; readonly code: number };

/** Runs a program to its end and measures it. The peak comes from the kernel's own high-water mark. */
export async function measure(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Measured> {
  const begin = performance.now();
  const [program, ...args] = argv;
  const child = new Deno.Command(program, { args, clearEnv: true, env, stdin: "null", stdout: "null", stderr: "null" })
    .spawn();
  let running = true;
  const status = child.status.finally(() => running = false);
  let peak = 0;
  while (running) {
    await Promise.race([status, new Promise((resolve) => setTimeout(resolve, 100))]);
    peak = Math.max(peak, await highWaterMark(child.pid));
  }
  return { milliseconds: performance.now() - begin, peak, code: (await status).code };
}

/**
 * Asked through the system's `cat`, because neither Deno nor dax, whose own `cat` is part of this process, may read /proc without
 * all permissions; 0 once the process has gone.
 */
async function highWaterMark(pid: number): Promise<number> {
  const status = await $`/bin/cat /proc/${pid}/status`.stderr("null").noThrow().text();
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
