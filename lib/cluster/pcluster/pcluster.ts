import { type Advice, advice, command, joined } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { ChildVariables } from "../../aws/child_variables.ts";
import type { Environment } from "../../host/environment.ts";
import { pclusterCommand } from "./pcluster_command.ts";
import { validationLines, type ValidationMessage, withLine } from "./validation_lines.ts";
import type { Finished, Processes, RunOptions } from "../../host/processes.ts";

/** What the genuine ParallelCluster command is run with. */
export type PclusterDeps = {
  readonly processes: Processes;
  readonly environment: Environment;
  /** Full path of `pcluster`, as gate 1 found it. */
  readonly program: string;
  /** `PATH` of the child. */
  readonly searchPath: string;
  readonly profile: string;
  readonly region: string;
  /** What makes the child the same caller as we are. */
  readonly childVariables: () => Promise<ChildVariables>;
  readonly signal?: AbortSignal;
};

/** What `describe-cluster` says, as far as we use it. */
export type ClusterDescription = {
  readonly clusterStatus: string;
  readonly cloudformationStackArn?: string;
  readonly clusterConfiguration?: { readonly url?: string };
  readonly headNode?: { readonly publicIpAddress?: string; readonly instanceId?: string };
  readonly tags?: readonly { readonly key?: string; readonly value?: string }[];
  readonly failures?: readonly { readonly failureCode: string; readonly failureReason: string }[];
};

/**
 * Runs one `pcluster` command and waits for it. The exit status is the caller's to judge: a successful dry run has status 1.
 *
 * @throws DayError DAY-PRE-001 when the program has gone since preflight, DAY-CRED-003 when there are no credentials for it
 */
export async function runPcluster(
  deps: PclusterDeps,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const argv = [deps.program, ...args];
  const env = await childEnvironment(deps);
  try {
    return await deps.processes.run(argv, { signal: deps.signal, ...options, env });
  } catch (cause) {
    if (deps.signal?.aborted) throw deps.signal.reason;
    throw new DayError("DAY-PRE-001", `${deps.program} cannot be started`, { cause });
  }
}

/** The command line of a creation, which a resume looks for among the user's processes. */
export function createArguments(cluster: string, configPath: string, region: string): readonly string[] {
  return ["create-cluster", "-n", cluster, "-c", configPath, "--region", region];
}

/** The one message that means a successful dry run. */
const dryRunSuccess = "Request would have succeeded, but DryRun flag is set.";

/**
 * Runs the dry run and judges it by its message alone.
 *
 * @param config the cluster file, whose lines the error names
 * @throws DayError DAY-PC-001 with what ParallelCluster said, on both of its streams, and the command
 */
export async function dryRun(
  deps: PclusterDeps,
  cluster: string,
  config: { readonly path: string; readonly text: string },
): Promise<readonly ValidationMessage[]> {
  const args = ["create-cluster", "-n", cluster, "-c", config.path, "--dryrun", "true", "--region", deps.region];
  const finished = await runPcluster(deps, args);
  const answer = parseObject(finished.stdout);
  if (answer?.message === dryRunSuccess) return messagesIn(answer.validationMessages);
  throw rejection(deps, "DAY-PC-001", args, finished, { config: config.text });
}

/** A resume uses the files that are there. */
const remedies = {
  "DAY-PC-001":
    "correct this and run the same command again: it continues with the resources that exist already (--resume would keep the old values)",
  "DAY-PC-002": advice`correct this, then run: ${command("deno task create --resume")}`,
  "DAY-PC-005": "correct this and run the same command again",
} as const;

export type RejectionOptions = {
  /** The cluster file's text. */
  readonly config?: string;
  /** What else is known of the reason. */
  readonly causes?: readonly string[];
  /** What to do about it, when that is known. */
  readonly hints?: readonly Advice[];
};

/** The error for an answer that says no: its message, its validation messages, and the command to repeat by hand. */
export function rejection(
  deps: PclusterDeps,
  code: keyof typeof remedies,
  args: readonly string[],
  finished: Finished,
  { config = "", causes = [], hints = [] }: RejectionOptions = {},
): DayError {
  const answer = parseObject(finished.stdout);
  const said = typeof answer?.message === "string" ? withLine(answer.message, config) : finished.stdout.trim();
  const lines = validationLines(messagesIn(answer?.configurationValidationErrors), config);
  const text = [
    `pcluster ${args[0]} ended with exit code ${finished.code}: ${said}`,
    ...[...lines, ...causes].map((line) => `  ${line}`),
  ];
  if (finished.stderr.trim() !== "") text.push(finished.stderr.trim());
  return new DayError(code, text.join("\n"), {
    fix: joined(
      [...hints, advice`${remedies[code]}, or try it by hand: ${command(pclusterCommand(deps, args))}`],
      "\n",
    ),
    details: {
      exit_code: finished.code,
      stdout: finished.stdout,
      stderr: finished.stderr,
      // Without an answer of its own it may have been ended in the middle.
      refused: typeof answer?.message === "string",
    },
  });
}

/** The status as `describe-cluster --query clusterStatus` prints it; nothing when the command failed. */
export async function clusterStatus(
  deps: PclusterDeps,
  cluster: string,
): Promise<{ status?: string; finished: Finished }> {
  const args = ["describe-cluster", "-n", cluster, "--region", deps.region, "--query", "clusterStatus"];
  const finished = await runPcluster(deps, args);
  return finished.code === 0 ? { status: parseText(finished.stdout), finished } : { finished };
}

/** The whole description; nothing when ParallelCluster knows no such cluster or failed to look. */
export async function describeCluster(deps: PclusterDeps, cluster: string): Promise<ClusterDescription | undefined> {
  const finished = await runPcluster(deps, ["describe-cluster", "-n", cluster, "--region", deps.region]);
  const answer = finished.code === 0 ? parseObject(finished.stdout) : undefined;
  return typeof answer?.clusterStatus === "string" ? answer as ClusterDescription : undefined;
}

/** Where a head node answers. `address`: the public one; either is "" where that is not told. */
export type HeadNodePlace = { readonly address: string; readonly instance: string };

/** The head node; nothing when there is none yet. */
export async function headNodePlace(deps: PclusterDeps, cluster: string): Promise<HeadNodePlace | undefined> {
  const args = ["describe-cluster-instances", "-n", cluster, "--region", deps.region, "--node-type", "HeadNode"];
  const instances = parseObject((await runPcluster(deps, args)).stdout)?.instances;
  const first: unknown = Array.isArray(instances) ? instances[0] : undefined;
  if (!isObject(first)) return undefined;
  const { publicIpAddress: address, instanceId: instance } = first;
  return {
    address: typeof address === "string" ? address : "",
    instance: typeof instance === "string" ? instance : "",
  };
}

async function childEnvironment({ environment, childVariables, searchPath }: PclusterDeps): Promise<ChildVariables> {
  const known = environment.get("PYTHONWARNINGS");
  const silence = "ignore:pkg_resources is deprecated as an API:UserWarning";
  const warnings = known === undefined ? silence : known.includes(silence) ? known : `${known},${silence}`;
  return { ...await childVariables(), PATH: searchPath, PYTHONWARNINGS: warnings };
}

function messagesIn(value: unknown): readonly ValidationMessage[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map(({ level, type, message }) => ({
    level: String(level ?? ""),
    type: String(type ?? ""),
    message: String(message ?? ""),
  }));
}

export function parseObject(text: string): Record<string, unknown> | undefined {
  const value = parse(text);
  return isObject(value) ? value : undefined;
}

function parseText(text: string): string | undefined {
  const value = parse(text);
  return typeof value === "string" ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
