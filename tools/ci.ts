import { fileURLToPath } from "node:url";
import { $ } from "./shell.ts";
import { type Ran, slowest, testsIn } from "./test_report.ts";

/**
 * Everything that has to hold before a change lands: format, lint and types, every suite, and a sample of the tests once more on
 * a machine that is busy with something else. Says how long each part took and what was slowest; its last line counts the tests.
 */
const suites = [
  { name: "static", minutes: 1 },
  { name: "test", minutes: 6 },
  { name: "test:host", minutes: 10 },
  { name: "test:packaged", minutes: 4 },
  { name: "test:crash", minutes: 6 },
] as const;

/** One of each kind: the genuine programs, the background sandbox, terminals, signals, crashes, what waits for stacks. */
const sample = [
  "tests/aws/network_stack_test.ts",
  "tests/cli/interrupted_test.ts",
  "tests/cli/terminal_completions_test.ts",
  "tests/cli/terminal_prompter_test.ts",
  "tests/e2e/create_crash_test.ts",
  "tests/e2e/create_test.ts",
  "tests/e2e/live_view_test.ts",
  "tests/parity/budgets_test.ts",
  "tests/parity/preflight_test.ts",
  "tests/sandbox/background_test.ts",
];

/** What became of a part: the tests that its own last line counts, and everything that it reports. */
type Part = { readonly passed: number; readonly failed: number; readonly took: string; readonly ran: readonly Ran[] };

async function part(title: string, command: readonly string[], minutes: number): Promise<Part> {
  console.log(`== ${title}`);
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const begin = performance.now();
  // Only tests write a report.
  const reporting = command[2] === "static" ? [] : [`--junit-path=${report}`];
  const { code, combined } = await $`${[...command, ...reporting]} 2>&1`.stdout("inheritPiped").captureCombined()
    .noThrow();
  const took = `${title}: ${((performance.now() - begin) / 60_000).toFixed(1)} min of ${minutes}`;
  const ran = testsIn(await Deno.readTextFile(report));
  await Deno.remove(report);
  // Deno closes a suite with a line such as: ok | 12 passed (3 steps) | 0 failed (4s)
  const [, passed = 0, failed = 0] =
    [...combined.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? (\d+) failed/gm)].at(-1) ?? [];
  return { passed: Number(passed), failed: Number(failed) || (code === 0 ? 0 : 1), took, ran };
}

/** Keeps two processors busy twice over while something is done. */
async function underLoad<T>(work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  // It ends by itself, should this process be killed.
  const busy = Array.from(
    { length: 4 },
    () => $`nice timeout 30m sh -c ${"while :; do :; done"}`.noThrow().signal(stop.signal),
  );
  try {
    return await work();
  } finally {
    stop.abort();
    await Promise.all(busy);
  }
}

async function main(): Promise<number> {
  $.setPrintCommand(false);
  const parts: Part[] = [];
  for (const { name, minutes } of suites) parts.push(await part(name, ["deno", "task", name], minutes));
  // The other kinds of nodes are made by `deno task test:node`, which takes three times as long.
  parts.push(
    await part("test:node, as compute node", ["deno", "task", "test:file", "tests/node/compute_node_test.ts"], 8),
  );
  const loaded = ["deno", "task", "test:file", "--parallel", ...sample];
  parts.push(await underLoad(() => part("a sample of the tests, under load", loaded, 4)));

  console.log("== how long it took");
  for (const { took } of parts) console.log(`  ${took}`);
  console.log("== the ten slowest tests or steps");
  for (const { seconds, file, name } of slowest(parts.flatMap(({ ran }) => ran), 10)) {
    console.log(`  ${seconds.toFixed(0).padStart(4)} s  ${file}: ${name}`);
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const failed = sum(parts.map((each) => each.failed));
  console.log(`${sum(parts.map((each) => each.passed))} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) {
  Deno.chdir(fileURLToPath(new URL("..", import.meta.url)));
  Deno.exit(await main());
}
