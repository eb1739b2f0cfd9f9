import { type RequestRecord, type Sandbox } from "../tests/support/sandbox.ts";
import { type Measured, median } from "./measure.ts";
import { rounds } from "./rounds.ts";
import { inTurn, requestsOf } from "./sequential.ts";

/** Runs a creation to ParallelCluster's dry run. @param endpoint another address of the services */
export type CreateTo = (command: readonly string[], endpoint?: string) => Promise<Measured>;

/** The milliseconds that an answer takes longer. */
const latencies = [0, 50, 100];

/**
 * A creation to its dry run where everything exists, of each of these programs, beside a program that sends the same requests one
 * after another: requests, rounds, time on a clock, and of it the time with a request on its way; processor time and memory.
 */
export async function creationTable(
  sandbox: Sandbox,
  createTo: CreateTo,
  programs: readonly (readonly [name: string, command: readonly string[]])[],
): Promise<string> {
  const lines: (readonly (string | number)[])[] = [];
  for (const [name, command] of programs) lines.push(await creationLine(sandbox, createTo, name, command));
  const [[, first]] = programs;
  const noted = await requestsOf(sandbox.endpoint, async (endpoint) => void await createTo(first, endpoint));
  sandbox.clearRequests();
  await createTo(first);
  const count = beforeDryRun(sandbox.requests()).length;
  const own = noted.filter(({ headers }) => headers.get("user-agent")?.startsWith("aws-sdk-js")).slice(0, count);
  const times: string[] = [];
  for (const latency of latencies) {
    sandbox.settings.latency = latency;
    times.push(inSeconds(await inTurn(own, sandbox.endpoint)));
  }
  sandbox.settings.latency = 0;
  const baseline = ["the same requests, one after another", own.length, own.length, ...times, "—", "—"];
  const head = ["Create to the dry run", "Requests", "Rounds", ...latencies.map((each) => `${each} ms a request`)];
  const table = [[...head, "Processor", "Memory"], Array(head.length + 2).fill("---"), ...lines, baseline];
  return table.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

async function creationLine(
  sandbox: Sandbox,
  createTo: CreateTo,
  name: string,
  command: readonly string[],
): Promise<readonly (string | number)[]> {
  const times: string[] = [];
  const runs: Measured[] = [];
  let own: readonly RequestRecord[] = [];
  await createTo(command); // Fills the code cache, and unpacks.
  for (const latency of latencies) {
    sandbox.settings.latency = latency;
    sandbox.clearRequests();
    const measured = await createTo(command);
    runs.push(measured);
    own = beforeDryRun(sandbox.requests());
    times.push(`${inSeconds(measured.milliseconds)}, of it ${inSeconds(underway(own))} in AWS`);
  }
  sandbox.settings.latency = 0;
  const cpu = inSeconds(median(runs.map((run) => run.cpu)));
  const peak = `${(median(runs.map((run) => run.peak)) / 1024).toFixed(0)} MB`;
  // Only when each answer takes a while it shows which requests wait for which: the last run is the slowest.
  return [name, own.length, rounds(own), ...times, cpu, peak];
}

/** The requests of our own before ParallelCluster's dry run began. */
export function beforeDryRun(all: readonly RequestRecord[]): readonly RequestRecord[] {
  const dryRun = all.findIndex(({ caller }) => caller === "pcluster");
  return all.slice(0, dryRun).filter(({ caller }) => caller === "sdk");
}

/** The milliseconds with a request on its way. */
export function underway(requests: readonly RequestRecord[]): number {
  let [sum, end] = [0, -Infinity];
  for (const { at, until = at } of requests) {
    sum += Math.max(0, until - Math.max(at, end));
    end = Math.max(end, until);
  }
  return sum;
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
