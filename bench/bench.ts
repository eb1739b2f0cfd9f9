/**
 * Measures everything that has a budget in one run, and prints it as the table of docs/performance.md.
 *
 * `deno task bench`, or a part of it: `deno task bench help`, `dry-run`, `creations`, `spot`
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
import { worksetRows } from "./worksets.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const config = `--config=${root}deno.json`;
const program = [...denoRun({ permissions: "changing" }), config];
const creation = [...denoRun(rowOf("create")), config, `${root}tasks/create.ts`];
const plainCreation = [...program, `${root}tasks/create.ts`];
const monitor = [...denoRun(rowOf("monitor-worksets")), config];
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
const parts: Readonly<Record<string, () => Promise<string>>> = {
  help: async () => budgetTable(await helpRows()),
  "dry-run": () => inSandbox(dryRunRows),
  creations: () => inSandbox(creations),
  spot: () => inSandbox(async (sandbox) => budgetTable(await spotRows(sandbox, root))),
  worksets: async () => budgetTable(await worksetRows(monitor, { root, folder })),
};
const chosen = Deno.args.length === 0 ? Object.keys(parts) : Deno.args;
for (const name of chosen) {
  if (!Object.hasOwn(parts, name)) throw new Error(`there is no part ${name}, only ${Object.keys(parts).join(", ")}`);
}
for (const name of chosen) console.log(`${await parts[name]()}\n`);
await Deno.remove(folder, { recursive: true });

function budgetTable(rows: readonly Row[]): string {
  return ["| What | Measured | Budget |", "|---|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

async function inSandbox(work: (sandbox: Sandbox) => Promise<string>): Promise<string> {
  let table = "";
  await withSandbox({}, async (sandbox) => void (table = await work(sandbox)));
  return table;
}

async function dryRunRows(sandbox: Sandbox): Promise<string> {
  sandbox.settings.networkSeconds = 0;
  await runToDryRun(sandbox); // Fills the code cache.
  await sandbox.reset();
  sandbox.settings.networkSeconds = 0;
  const empty = await runToDryRun(sandbox);
  const existing = await runToDryRun(sandbox);
  sandbox.settings.latency = 50;
  const slow = await runToDryRun(sandbox);
  sandbox.settings.latency = 0;
  // Before the creation, because there is no dry run where the cluster exists.
  const cost = await costRows(sandbox);
  await runToDryRun(sandbox); // A run with other V8 flags has written the code cache anew.
  sandbox.settings.secondsOfCreation = 5;
  const whole = await createFrom(sandbox, {});
  const peak = Math.max(empty.measured.peak, existing.measured.peak, whole.peak);
  if (peak === 0) throw new Error("the memory of the creations was never seen");
  return budgetTable([
    ["own requests to the dry run, empty account", countOf(empty.own), "38 beside stack polls"],
    ["own requests to the dry run, everything exists", countOf(existing.own), "26"],
    // Only when each answer takes a while it shows which requests wait for which.
    ["everything exists, 50 ms a request: dependent rounds", String(rounds(slow.own)), "10"],
    ["likewise: time with a request on its way", `${slow.seconds.toFixed(2)} s`, "1.1 s"],
    ["peak memory of a create run", `${(peak / 1024).toFixed(0)} MB`, "150 MB"],
    ["a whole creation, 5 s of them the cluster's", `${(whole.milliseconds / 1000).toFixed(1)} s`, "—"],
    ...cost,
  ]);
}

async function creations(sandbox: Sandbox): Promise<string> {
  sandbox.settings.networkSeconds = 0;
  await runToDryRun(sandbox); // From here on everything exists.
  const toDryRun = (command: readonly string[], endpoint = sandbox.endpoint) =>
    createFrom(sandbox, { DAY_BREAK: "1", AWS_ENDPOINT_URL: endpoint }, command);
  return await creationTable(sandbox, toDryRun, [["from source", creation], ["packaged", [packaged, "create"]]]);
}

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

/** A run that was refused costs less than one that was not, so that only those are measured that end well. */
async function createFrom(
  sandbox: Sandbox,
  extra: Record<string, string>,
  command: readonly string[] = creation,
): Promise<Measured> {
  const env = { ...sandbox.environment, INIT_CWD: root, ...extra };
  const measured = await measure([...command, ...createArguments], env);
  if (measured.code !== 0) throw new Error(`${command.join(" ")} ended with exit code ${measured.code}`);
  return measured;
}

type DryRun = { readonly own: readonly RequestRecord[]; readonly measured: Measured; readonly seconds: number };

/** The requests of our own before ParallelCluster's dry run began, and the seconds that some of them were on their way. */
async function runToDryRun(sandbox: Sandbox): Promise<DryRun> {
  sandbox.clearRequests();
  const measured = await createFrom(sandbox, { DAY_BREAK: "1" });
  const own = beforeDryRun(sandbox.requests());
  return { own, measured, seconds: underway(own) / 1000 };
}

function countOf(own: readonly RequestRecord[]): string {
  const polls = own.filter(({ operation }, index) =>
    operation === "DescribeStacks" && own.slice(0, index).some((before) => before.operation === "CreateStack")
  );
  return polls.length === 0 ? `${own.length}` : `${own.length - polls.length}, and ${polls.length} stack polls`;
}
