import { callerIdentity } from "../../aws/questions/identity.ts";
import { stackState } from "../../aws/questions/stack_status.ts";
import { stackOf } from "../../aws/pcluster/region_stacks.ts";
import type { EndedCost, RunningPart } from "../../cost/accrued_cost.ts";
import { configFolder } from "../../state/config_folder.ts";
import type { StateRecord } from "../../state/state_record.ts";
import type { CreateDeps } from "../create_deps.ts";
import { keepsJobRecords, recordedFile } from "../known/recorded_file.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { costParts } from "./cost_parts.ts";
import { endedCost } from "./ended_cost.ts";
import { type JobRecords, recordsIn, recordsScript } from "./job_records.ts";
import { asKnown, type Known, known, unknown } from "./known.ts";
import { readPrices, readRegion } from "./read_region.ts";

type Deps = Pick<CreateDeps, "aws" | "clock" | "emit" | "signal" | "files" | "environment">;
type Place = { readonly region: string; readonly cluster: string };

/** What a cluster keeps running now, and what nodes have cost that are gone; nothing where nobody tells of those. */
export type ClusterSpend = { readonly parts: readonly RunningPart[]; readonly ended: EndedCost | undefined };

/** `ask` has a script run on the head node; nothing where that does not answer. */
export type EndedQuestion = {
  readonly since: Date;
  readonly ask: (script: string) => Promise<string | undefined>;
};

/** What a cluster keeps running now, and for how much, and what has ended since some moment. */
export async function clusterSpend(
  deps: Deps,
  { region, cluster }: Place,
  { since, ask }: EndedQuestion,
): Promise<Known<ClusterSpend>> {
  const { aws, signal } = deps;
  // One question where there is none.
  const stack = await asKnown(signal, `reading the stack of ${cluster}`, stackState(aws.in(region), cluster));
  if (stack.is === "unknown") return stack;
  if (stack.value === undefined) return unknown(`there is no cluster ${cluster} in ${region}`);
  const [facts, told] = await Promise.all([readRegion(deps, region), toldBy(deps, { region, cluster }, ask)]);
  if (facts.stacks.is === "unknown") return facts.stacks;
  const created = stackOf({ clusters: facts.stacks.value, networks: [] }, cluster)?.created;
  const parts = await costParts(facts, { region, cluster }, created, readPrices(deps, facts));
  if (parts.is === "unknown") return parts;
  const span = { from: since, to: deps.clock.now() };
  const ended = told && await endedCost(deps, { facts, cluster, records: told.records }, told.jobs, span);
  return known({ parts: parts.value, ended });
}

type Told = { readonly records: readonly StateRecord[]; readonly jobs: JobRecords };

/** The head node of a cluster whose file this machine does not know, or that keeps no job records, is not asked. */
async function toldBy(
  { aws, files, environment, signal }: Deps,
  { region, cluster }: Place,
  ask: EndedQuestion["ask"],
): Promise<Told | undefined> {
  try {
    const { account } = await callerIdentity(aws.in(region));
    const { records } = await rememberCluster(files, configFolder(environment), { account, region, cluster });
    const file = await recordedFile(files, records);
    const text = file && keepsJobRecords(file) ? await ask(recordsScript) : undefined;
    return text === undefined ? undefined : { records, jobs: recordsIn(text.split("\n").map((line) => line.trim())) };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
