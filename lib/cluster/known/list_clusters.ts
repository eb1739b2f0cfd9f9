import { regionPattern } from "../../names/region_pattern.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import { shellWord } from "../../text/shell_word.ts";
import { configFolder } from "../../state/config_folder.ts";
import { type DamagedRecord, readStateRecords, type StateRecord } from "../../state/state_record.ts";
import { hasOwnOptions } from "./own_options.ts";
import { pclusterCommand } from "../pcluster/pcluster_command.ts";
import type { RecordDeps, RecordedRun } from "./list_runs.ts";

/** A cluster as its newest run left it; AWS is not asked. */
export type RecordedCluster = {
  readonly cluster_name: string;
  readonly region: string;
  readonly region_az: string;
  /** As in the state record, or as in the run that has none yet. */
  readonly status: string;
  /** "" where no record says it. */
  readonly account: string;
  readonly headnode_ip: string;
  /** When it ends by itself, ISO 8601 in UTC; "" without a deadline. */
  readonly deadline: string;
  readonly run_id: string;
  /** The command that makes sense now; "" for a deleted one. */
  readonly next: string;
};

/** The clusters of this machine, and the records that cannot be read: they may be of a cluster that costs money. */
export type RecordedClusters = {
  readonly clusters: readonly RecordedCluster[];
  readonly damaged: readonly DamagedRecord[];
};

/** The clusters that state records and journals know, by name and region. Runs that preflight stopped have made none. */
export async function recordedClusters(deps: RecordDeps, runs: readonly RecordedRun[]): Promise<RecordedClusters> {
  const records = await readStateRecords(deps.files, configFolder(deps.environment));
  const states = new Map(records.known.map((state) => [`${state.cluster_name}_${state.run_id}`, state]));
  const newest = new Map<string, RecordedCluster>();
  const hasOptions = await hasOwnOptions(deps);
  const from = (run?: RecordedRun, state?: StateRecord) => clusterOf(deps, hasOptions, run, state);
  for (const run of runs) {
    // Its state record, if there is one, counts as one without journal.
    if (run.outcome === "damaged" || !regionPattern.test(run.region)) continue;
    const key = `${run.cluster_name} ${run.region}`;
    const state = states.get(run.name);
    states.delete(run.name);
    // It has not changed the cluster.
    if (run.operation !== "create" && state === undefined) continue;
    if (run.outcome === "refused" || (run.outcome === "broken_off" && run.resume === "") || newest.has(key)) continue;
    newest.set(key, from(run, state));
  }
  // State records whose journal is gone or cannot be read.
  for (const state of [...states.values()].reverse()) {
    const key = `${state.cluster_name} ${state.region}`;
    if (!newest.has(key)) newest.set(key, from(undefined, state));
  }
  const clusters = [...newest.values()].sort((one, other) => key(one) < key(other) ? -1 : 1);
  return { clusters, damaged: records.damaged };
}

const key = ({ cluster_name, region }: RecordedCluster) => `${cluster_name} ${region}`;

function clusterOf(
  { environment }: RecordDeps,
  hasOptions: boolean,
  run?: RecordedRun,
  state?: StateRecord,
): RecordedCluster {
  const name = run?.cluster_name ?? state?.cluster_name ?? "";
  const region = run?.region ?? state?.region ?? "";
  const status = run?.outcome === "running" ? "running" : state?.status ?? run?.outcome ?? "";
  const address = state?.headnode_ip ?? "";
  const login = hasOptions
    ? clusterCommand("ssh", name, region)
    : `ssh -i ${shellWord(state?.pem_path ?? "")} ubuntu@${address}`;
  const profile = state?.aws_profile ?? environment.get("AWS_PROFILE") ?? "";
  const describe = pclusterCommand({ profile, environment }, ["describe-cluster", "-n", name, "--region", region]);
  const resume = run?.resume ?? "";
  const next = resume !== ""
    ? resume
    : status === "deleted"
    ? ""
    : status === "running"
    ? `deno task watch --cluster ${shellWord(name)} --region ${region}`
    : address !== ""
    ? login
    : describe;
  return {
    cluster_name: name,
    region,
    region_az: state?.region_az ?? "",
    status,
    account: state?.account_id ?? "",
    headnode_ip: address,
    deadline: state?.deadline ?? "",
    run_id: run?.run_id ?? state?.run_id ?? "",
    next,
  };
}
