import { explainAwsError } from "../aws/aws_error.ts";
import { callerIdentity, type Identity } from "../aws/questions/identity.ts";
import { chosenSubnets } from "../aws/questions/network/chosen_subnets.ts";
import { subnetActions } from "../aws/questions/subnets.ts";
import type { AwsDeps } from "../aws/resource.ts";
import type { Files } from "../host/files.ts";
import type { Json } from "../host/json.ts";
import { standingBudget } from "./standing_budget.ts";
import type { ChosenFile } from "./choose_cluster_file.ts";
import type { ClusterFileFacts } from "./cluster_file_facts.ts";
import { findArtifacts } from "./find_artifacts.ts";
import { type Snapshot, snapshotVersion } from "./points.ts";
import { standingHeartbeat } from "./standing_heartbeat.ts";
import { standingPolicies } from "./standing_policies.ts";

export type SnapshotQuestion = {
  readonly cluster: string;
  readonly file: ChosenFile;
  readonly facts: ClusterFileFacts;
};

/**
 * Looks at all that a creation makes, and at the files it has left. No journal and no record is asked: the legacy script has none.
 * What cannot be read ends it, for it must not pass for something that is absent.
 */
export async function takeSnapshot(
  deps: AwsDeps & { readonly files: Files },
  { cluster, file, facts }: SnapshotQuestion,
): Promise<Snapshot> {
  const looking = async <T>(what: string, look: Promise<T>, actions: readonly string[] = []): Promise<T> => {
    try {
      return await look;
    } catch (error) {
      deps.signal.throwIfAborted();
      throw explainAwsError(error, `looking at ${what}`, actions);
    }
  };
  const { account, arn } = await looking<Identity>("the caller", callerIdentity(deps.aws));
  const { bucket, project } = facts;
  const heartbeat = await looking("the heartbeat", standingHeartbeat(deps, { account, cluster }));
  const [global, own, policies, subnets] = await Promise.all([
    looking("the global budget", standingBudget(deps, { account, bucket, name: "daylily-global" })),
    looking("the cluster's budget", standingBudget(deps, { account, bucket, name: project })),
    looking("the policies", standingPolicies(deps, account, heartbeat.roleArn)),
    looking("the subnets", subnetsOf(deps, facts), subnetActions),
  ]);
  return {
    schema_version: snapshotVersion,
    cluster_name: cluster,
    region: deps.aws.region,
    account_id: account,
    caller_arn: arn,
    cluster_yaml: file.path,
    points: {
      yaml: facts.rest,
      budgets: { global, cluster: own },
      heartbeat: heartbeat.seen,
      policies: policies,
      subnets: subnets,
      bucket: { name: bucket },
      spot_prices: facts.prices,
      artifacts: await findArtifacts(deps.files, cluster, file),
    },
  };
}

/** Where the head node and the nodes stand, and whether that is one network. */
async function subnetsOf({ aws }: AwsDeps, { publicSubnet, privateSubnets }: ClusterFileFacts): Promise<Json> {
  const seen = await chosenSubnets(aws, [...new Set([publicSubnet, ...privateSubnets])]);
  const of = (id: string): Json => {
    const found = seen.find((each) => each.id === id);
    return found === undefined ? null : { id, name: found.name, zone: found.zone, cidr: found.cidr };
  };
  return {
    public: of(publicSubnet),
    private: privateSubnets.map(of),
    in_one_vpc: new Set(seen.map(({ vpc }) => vpc)).size <= 1,
  };
}
