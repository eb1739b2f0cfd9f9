import { join } from "node:path";
import { stableJson } from "../../host/json.ts";
import { replaceFile } from "../../state/artifacts.ts";
import type { Remembered, Warning } from "../../state/journal/facts.ts";
import { type StateRecord, stateVersion } from "../../state/state_record.ts";
import type { ClusterMemory } from "../known/remember_cluster.ts";
import type { Extension } from "./extension.ts";

type News = {
  readonly account: string;
  readonly arn: string;
  readonly deadline: string;
  readonly warnings: readonly Warning[];
  readonly resources: readonly Remembered[];
};

/** Writes the state record of the run: what was known of the cluster, with its new deadline (decision 3.50). */
export async function writeExtended(run: Extension, { records }: ClusterMemory, news: News): Promise<void> {
  const { deps, folder, subject, region, profile, id } = run;
  const before = records.at(-1) ?? nothingKnown;
  const record: StateRecord = {
    ...before,
    schema_version: stateVersion,
    run_id: id,
    cluster_name: subject,
    region,
    aws_profile: profile,
    account_id: news.account,
    caller_arn: news.arn,
    deadline: news.deadline,
    post_create_warnings: [...before.post_create_warnings.filter(({ step }) => step !== "deadline"), ...news.warnings],
    resources: [...news.resources],
  };
  await replaceFile(deps.files, join(folder, `state_${subject}_${id}.json`), stableJson(record));
}

/** Of a cluster that was made elsewhere: it stands. */
const nothingKnown: Omit<
  StateRecord,
  "schema_version" | "run_id" | "cluster_name" | "region" | "aws_profile" | "account_id" | "caller_arn" | "deadline"
> = {
  ...{ artifacts: {}, bucket: "", cfn_stack_created: false, cfn_stack_name: "", headnode_ip: "", keypair: "" },
  ...{ pem_path: "", policy_arn: "", private_subnet_id: "", public_subnet_id: "", region_az: "" },
  ...{ post_create_warnings: [], resources: [], warnings: [], status: "created" },
  budgets: { global: "", cluster: "", enforce: "" },
  heartbeat: { email: "", schedule: "", role_arn: "", topic_arn: "", schedule_name: "" },
};
