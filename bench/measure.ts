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
    peak = Math.max(peak, highWaterMark(child.pid));
    await Promise.race([status, new Promise((resolve) => setTimeout(resolve, 5))]);
  }
  return { milliseconds: performance.now() - begin, peak, code: (await status).code };
}

function highWaterMark(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
