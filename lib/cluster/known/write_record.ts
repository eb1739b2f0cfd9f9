import { join } from "node:path";
import { type Json, stableJson } from "../../host/json.ts";
import { replaceFile } from "../../state/artifacts.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import { type Run, type RunDeps } from "../../state/run.ts";
import { rememberedIn } from "../../state/journal/facts.ts";
import { inRecordOrder, type StateRecord, stateVersion } from "../../state/state_record.ts";
import type { ClusterMemory } from "./remember_cluster.ts";

/**
 * Writes the state record of a run that has worked on a cluster: what was known of it, what is remembered of it now, and what is new.
 */
export async function writeRecord<R extends Json, D extends RunDeps>(
  { deps, folder, subject, region, profile, id, journal }: Run<R, D>,
  { records, runs }: ClusterMemory,
  { account, arn }: Identity,
  news: (before: StateRecord | typeof nothingKnown) => Partial<StateRecord>,
): Promise<void> {
  const before = records.at(-1) ?? nothingKnown;
  const record: StateRecord = {
    ...before,
    schema_version: stateVersion,
    run_id: id,
    cluster_name: subject,
    region,
    aws_profile: profile,
    account_id: account,
    caller_arn: arn,
    // The run's own journal may be among those that were read.
    resources: inRecordOrder(
      rememberedIn([...runs.filter((each) => each.id !== id).flatMap(({ facts }) => facts), ...journal.facts]),
    ),
    ...news(before),
  };
  await replaceFile(deps.files, join(folder, `state_${subject}_${id}.json`), stableJson(record));
}

/** Of a cluster that was made elsewhere: it stands. */
const nothingKnown = {
  ...{ artifacts: {}, bucket: "", cfn_stack_created: false, cfn_stack_name: "", headnode_ip: "", keypair: "" },
  ...{ pem_path: "", policy_arn: "", private_subnet_id: "", public_subnet_id: "", region_az: "", deadline: "" },
  budgets: { global: "", cluster: "", enforce: "" },
  heartbeat: { email: "", schedule: "", role_arn: "", topic_arn: "", schedule_name: "" },
  post_create_warnings: [],
  warnings: [],
  status: "created",
} as const satisfies Partial<StateRecord>;
