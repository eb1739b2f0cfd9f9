import { $ } from "../tools/shell.ts";

/**
 * How long a program took and how much processor time it had itself, without its children, in milliseconds; and how much memory it
 * had at most, in kilobytes.
 */
export type Measured = {
  readonly milliseconds: number;
  readonly cpu: number;
  readonly peak: number;
  readonly code: number;
};

/** Between two looks at a program, in milliseconds: what happens after the last one is not seen. */
const pause = 50;

/** Runs a program to its end and measures it, by what the kernel itself has counted. */
export async function measure(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Measured> {
  const begin = performance.now();
  const [program, ...args] = argv;
  const child = new Deno.Command(program, { args, clearEnv: true, env, stdin: "null", stdout: "null", stderr: "null" })
    .spawn();
  let running = true;
  const status = child.status.finally(() => running = false);
  let [peak, cpu] = [0, 0];
  while (running) {
    await Promise.race([status, new Promise((resolve) => setTimeout(resolve, pause))]);
    const seen = await counters(child.pid);
    peak = Math.max(peak, seen.peak);
    cpu = Math.max(cpu, seen.cpu);
  }
  return { milliseconds: performance.now() - begin, cpu, peak, code: (await status).code };
}

/** The processor time in milliseconds of one of many runs of a program that ends before anybody can look at it. */
export async function cpuOfShort(argv: readonly string[], times: number): Promise<number> {
  const script = 'n=$1; shift; while [ $n -gt 0 ]; do "$@" >/dev/null; n=$((n-1)); done; times';
  const [, children = ""] = (await $`sh -c ${script} sh ${times} ${[...argv]}`.text()).trim().split("\n");
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => +minutes * 60 + +seconds);
  return parts.reduce((sum, each) => sum + each, 0) * 1000 / times;
}

/**
 * Asked through the system's `cat`, because neither Deno nor dax, whose own `cat` is part of this process, may read /proc without
 * all permissions; 0 once the process has gone.
 */
async function counters(pid: number): Promise<{ readonly cpu: number; readonly peak: number }> {
  const text = await $`/bin/cat /proc/${pid}/stat /proc/${pid}/status`.stderr("null").noThrow().text();
  // Behind the name, which may hold anything: user time is the twelfth field, system time the next, in hundredths of a second.
  const fields = text.slice(text.lastIndexOf(") ") + 2).split(" ");
  return {
    cpu: 10 * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) || 0,
    peak: Number(/^VmHWM:\s+(\d+)/m.exec(text)?.[1] ?? 0),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
