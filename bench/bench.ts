/**
 * Measures what design section 9 budgets, everything in one run, and prints it as the table of docs/performance.md.
 *
 * `deno task bench`
 */
import { fileURLToPath } from "node:url";
import { denoRun } from "../lib/host/own_command.ts";
import { rowOf } from "../tasks/tasks.ts";
import { makePackage } from "../tools/package/make_package.ts";
import { ownTarget } from "../tools/package/runtime.ts";
import { type RequestRecord, type Sandbox, withSandbox } from "../tests/support/sandbox.ts";
import { beforeDryRun, creationTable, underway } from "./creations.ts";
import { cpuOfShort, measure, type Measured, median } from "./measure.ts";
import { rounds } from "./rounds.ts";
import { spotRows } from "./spot.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const config = `--config=${root}deno.json`;
const program = [...denoRun({ permissions: "changing" }), config];
const creation = [...denoRun(rowOf("create")), config, `${root}tasks/create.ts`];
const plainCreation = [...program, `${root}tasks/create.ts`];
const createArguments = [
  "--non-interactive",
  "--pass-on-warn",
  "--region-az",
  "us-west-2b",
  "--config",
  "config/demo.yaml",
];

type Row = readonly [what: string, measured: string, budget: string];

const folder = await Deno.makeTempDir({ prefix: "dayctl-bench-" });
const packaged = await makePackage(root, ownTarget(), folder);
const rows: Row[] = [...await helpRows()];
let creations = "";
await withSandbox({}, async (sandbox) => {
  sandbox.settings.networkSeconds = 0;
  await runToDryRun(sandbox); // Fills the code cache.
  await sandbox.reset();
  sandbox.settings.networkSeconds = 0;
  const empty = await runToDryRun(sandbox);
  const existing = await runToDryRun(sandbox);
  sandbox.settings.latency = 50;
  const slow = await runToDryRun(sandbox);
  rows.push(["own requests to the dry run, empty account", countOf(empty.own), "38 beside stack polls"]);
  rows.push(["own requests to the dry run, everything exists", countOf(existing.own), "26"]);
  // Only when each answer takes a while it shows which requests wait for which.
  rows.push(["everything exists, 50 ms a request: dependent rounds", String(rounds(slow.own)), "10"]);
  rows.push(["likewise: time with a request on its way", `${slow.seconds.toFixed(2)} s`, "1.1 s"]);
  sandbox.settings.latency = 0;
  sandbox.settings.secondsOfCreation = 5;
  const whole = await createFrom(sandbox, {});
  if (whole.code !== 0) throw new Error(`the creation ended with status ${whole.code}`);
  const peak = Math.max(empty.measured.peak, existing.measured.peak, whole.peak);
  if (peak === 0) throw new Error("the memory of the creations was never seen");
  rows.push(["peak memory of a create run", `${(peak / 1024).toFixed(0)} MB`, "150 MB"]);
  rows.push(["a whole creation, 5 s of them the cluster's", `${(whole.milliseconds / 1000).toFixed(1)} s`, "—"]);
  // Last: other flags of V8 make it fill the code cache anew, which takes memory (design section 9).
  rows.push(...await costRows(sandbox));
  // Where the cluster exists there is no dry run.
  await sandbox.reset();
  await runToDryRun(sandbox);
  const toDryRun = (command: readonly string[], endpoint = sandbox.endpoint) =>
    createFrom(sandbox, { DAY_BREAK: "1", AWS_ENDPOINT_URL: endpoint }, command);
  creations = await creationTable(sandbox, toDryRun, [["from source", creation], ["packaged", [packaged, "create"]]]);
});
await withSandbox({}, async (sandbox) => void rows.push(...await spotRows(sandbox, root)));
await Deno.remove(folder, { recursive: true });
console.log(
  ["| What | Measured | Budget |", "|---|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n"),
);
console.log("\n" + creations);

async function helpRows(): Promise<readonly Row[]> {
  const env = { ...Deno.env.toObject(), XDG_CACHE_HOME: `${folder}/cache` };
  const first = await measure([packaged, "--help"], env);
  const hello: number[] = [];
  const help: number[] = [];
  const create: number[] = [];
  const alone: number[] = [];
  for (let turn = 0; turn < 15; turn++) {
    hello.push((await measure(["deno", "run", "-q", `${root}bench/hello.ts`], env)).milliseconds);
    help.push((await measure([...program, `${root}main.ts`, "--help"], env)).milliseconds);
    alone.push((await measure([packaged, "--help"], env)).milliseconds);
    create.push((await measure([...program, `${root}tasks/create.ts`, "--help"], env)).milliseconds);
  }
  const ratio = (times: number[]) => `${(median(times) / median(hello)).toFixed(2)} × ${median(hello).toFixed(0)} ms`;
  return [
    ["`dayctl --help`, as a multiple of `deno run hello.ts`", ratio(help), "2.3 ×"],
    ["`create --help`, likewise", ratio(create), "3 ×"],
    ["packaged `dayctl --help`, likewise", ratio(alone), "1.3 ×"],
    ["packaged, the very first start", `${(first.milliseconds / 1000).toFixed(2)} s`, "1.5 s"],
  ];
}

/** Processor time and memory of a creation to its dry run where everything exists, with V8's flags of `deno.json`, packaged, and without. */
async function costRows(sandbox: Sandbox): Promise<readonly Row[]> {
  const hello = await cpuOfShort(["deno", "run", "-q", `${root}bench/hello.ts`], 20);
  const row = async (how: string, command: readonly string[]): Promise<readonly Row[]> => {
    const runs: Measured[] = [];
    for (let turn = 0; turn < 3; turn++) runs.push(await createFrom(sandbox, { DAY_BREAK: "1" }, command));
    const cpu = median(runs.map((run) => run.cpu));
    const peak = median(runs.map((run) => run.peak));
    return [
      [
        `processor time of a create run to the dry run, ${how}, as a multiple of \`deno run hello.ts\``,
        `${(cpu / hello).toFixed(0)} × ${hello.toFixed(0)} ms`,
        "—",
      ],
      [`peak memory of it, ${how}`, `${(peak / 1024).toFixed(0)} MB`, "—"],
    ];
  };
  const alone = [packaged, "create"];
  await createFrom(sandbox, { DAY_BREAK: "1" }, alone); // Unpacks, and fills its code cache.
  return [
    ...await row("with the V8 flags", creation),
    ...await row("packaged", alone),
    ...await row("without them", plainCreation),
  ];
}

async function createFrom(
  sandbox: Sandbox,
  extra: Record<string, string>,
  command: readonly string[] = creation,
): Promise<Measured> {
  const env = { ...sandbox.environment, INIT_CWD: root, ...extra };
  return await measure([...command, ...createArguments], env);
}

type DryRun = { readonly own: readonly RequestRecord[]; readonly measured: Measured; readonly seconds: number };

/** The requests of our own before ParallelCluster's dry run began, and the seconds that some of them were on their way. */
async function runToDryRun(sandbox: Sandbox): Promise<DryRun> {
  sandbox.clearRequests();
  const measured = await createFrom(sandbox, { DAY_BREAK: "1" });
  if (measured.code !== 0) throw new Error(`create ended with status ${measured.code}`);
  const own = beforeDryRun(sandbox.requests());
  return { own, measured, seconds: underway(own) / 1000 };
}

function countOf(own: readonly RequestRecord[]): string {
  const polls = own.filter(({ operation }, index) =>
    operation === "DescribeStacks" && own.slice(0, index).some((before) => before.operation === "CreateStack")
  );
  return polls.length === 0 ? `${own.length}` : `${own.length - polls.length}, and ${polls.length} stack polls`;
}
