import { callerIdentity } from "../../aws/questions/identity.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { RecordedCluster } from "../known/list_clusters.ts";
import type { RecordedRun } from "../known/list_runs.ts";
import type { ClusterPlace } from "../known/remember_cluster.ts";
import type { ClusterStatus } from "./cluster_status.ts";
import { lookCloser } from "./look_closer.ts";
import { readPrices, readRegion, type RegionFacts } from "./read_region.ts";
import { recordedStatus } from "./recorded_status.ts";

/** What was recorded on this machine. */
export type Records = { readonly clusters: readonly RecordedCluster[]; readonly runs: readonly RecordedRun[] };

/** A region whose clusters could not be told. */
export type UnreadRegion = { readonly region: string; readonly why: string };

export type StandingClusters = {
  readonly account: string;
  readonly regions: readonly string[];
  /** Those that stand, and those that are recorded in these regions and do not. */
  readonly clusters: readonly ClusterStatus[];
  readonly unread: readonly UnreadRegion[];
};

export type StatusQuestion = { readonly regions: readonly string[]; readonly cluster: string | undefined };

/**
 * Every cluster of some regions, whoever has made it: one round of requests for what stands, one for what is known of each. No cluster
 * waits for another, and what cannot be told is named.
 *
 * @throws whatever the question who the caller is was answered with
 */
export async function standingClusters(
  deps: CreateDeps,
  { regions, cluster }: StatusQuestion,
  records: Records,
): Promise<StandingClusters> {
  const [{ account }, facts] = await Promise.all([
    callerIdentity(deps.aws),
    Promise.all(regions.map((region) => readRegion(deps, region))),
  ]);
  const isWanted = (name: string) => (cluster ?? name) === name;
  const looks = await Promise.all(facts.map((region) => clustersIn(deps, region, { account, isWanted, records })));
  return {
    account,
    regions,
    clusters: looks.flat(),
    unread: facts.flatMap(({ aws: { region }, stacks }) => {
      return stacks.is === "unknown" && !isClosed(stacks.why) ? [{ region, why: stacks.why }] : [];
    }),
  };
}

/** Where an organization lets nobody work, no cluster stands. */
const isClosed = (why: string) => /service control policy/.test(why);

type Wanted = {
  readonly account: string;
  readonly isWanted: (name: string) => boolean;
  readonly records: Records;
};

async function clustersIn(
  deps: CreateDeps,
  facts: RegionFacts,
  { account, isWanted, records }: Wanted,
): Promise<readonly ClusterStatus[]> {
  const { aws: { region }, stacks } = facts;
  const standing = (stacks.is === "known" ? stacks.value : []).filter((stack) => isWanted(stack.cluster));
  const recorded = records.clusters.filter((one) => one.region === region && isWanted(one.cluster_name));
  const isElsewhere = (one: RecordedCluster) => one.account !== "" && one.account !== account;
  const recordOf = (name: string) => recorded.find((one) => one.cluster_name === name && !isElsewhere(one));
  const names = [...new Set(standing.map(({ cluster }) => cluster))];
  // Prices take no more time than the rest does.
  const prices = names.length === 0 ? undefined : readPrices(deps, facts);
  const looks = names.map((name) => {
    const place: ClusterPlace = { account, region, cluster: name };
    return lookCloser(deps, { place, facts, prices, recorded: recordOf(name), runs: records.runs });
  });
  const others = recorded.filter((one) => isElsewhere(one) || !names.includes(one.cluster_name)).map((one) => {
    const about = { recorded: one, account: one.account || account, runs: records.runs };
    if (isElsewhere(one)) {
      return recordedStatus(about, {
        why: `it belongs to account ${one.account}, but the credentials belong to account ${account}`,
      });
    }
    return recordedStatus(about, stacks.is === "unknown" ? { why: stacks.why } : { state: "absent" });
  });
  return [...await Promise.all(looks), ...others].sort((a, b) => a.cluster_name < b.cluster_name ? -1 : 1);
}
