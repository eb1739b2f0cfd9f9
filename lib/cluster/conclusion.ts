import { finalConfig, type FinalValues, nextRunTemplate, resolvedCli } from "../config/snapshots.ts";
import { settledKeys } from "../config/resolve_settings.ts";
import { stableJson } from "../host/json.ts";
import { join } from "node:path";
import { replaceFile } from "../state/artifacts.ts";
import { lastFact, rememberedIn, type RunStatus, type Warning } from "../state/facts.ts";
import type { StateRecord } from "../state/state_record.ts";
import type { Baseline } from "./baseline.ts";
import type { Budgets } from "./budgets.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/** How far a run has come; what is missing has not been reached. */
export type Progress = {
  selections?: Selections;
  baseline?: Baseline;
  budgets?: Budgets;
  heartbeat?: Heartbeat;
  headnode_ip?: string;
};

/**
 * Writes what is left of a run, however it ended: the resolved configuration and the state record, and after a creation the final
 * snapshot and the template for the next run as well.
 *
 * @returns the state record
 * @see spec/create-cluster.md 3.15, decision 3.24
 */
export async function conclude(
  run: Run,
  prepared: Prepared,
  progress: Progress,
  status: RunStatus,
): Promise<StateRecord> {
  const { cluster, runId, artifacts, folder, deps } = run;
  const { source, configText } = prepared;
  const finals = finalValues(prepared, progress);
  if (status === "created") {
    await artifacts.rewrite(
      "final_config",
      `${baseName(source.path)}_final_${runId}.yaml`,
      finalConfig(source, finals),
    );
  }
  await artifacts.rewrite(
    "resolved_cli",
    `${cluster}_resolved_cli_${runId}.yaml`,
    resolvedCli(source, finals, configText),
  );
  if (status === "created") {
    await artifacts.rewrite(
      "next_run_template",
      `${cluster}_template.yaml`,
      nextRunTemplate(source, finals, configText),
    );
  }
  const record = stateRecord(run, prepared, progress, status);
  await replaceFile(deps.files, join(folder, `state_${cluster}_${runId}.json`), stableJson(record));
  return record;
}

/** The path's last part without its last extension. */
function baseName(path: string): string {
  return (path.split("/").at(-1) ?? "").replace(/\.[^.]*$/, "");
}

function finalValues({ settings }: Prepared, { selections, baseline, budgets }: Progress): FinalValues {
  const values: [string, string | undefined][] = [
    ...settledKeys.map((key): [string, string] => [key, settings[key].value]),
    ["s3_bucket_name", selections?.bucket.value],
    ["ssh_key_name", selections?.key_name.value],
    ["public_subnet_id", baseline?.public_subnet_id.value],
    ["private_subnet_id", baseline?.private_subnet_id.value],
    ["iam_policy_arn", baseline?.policy_arn.value],
    ["heartbeat_scheduler_role_arn", baseline?.scheduler_role_arn],
    ["global_allowed_budget_users", budgets?.global.terms?.users.value],
    ["global_budget_amount", budgets?.global.terms?.amount.value],
    ["allowed_budget_users", budgets?.cluster.terms?.users.value],
    ["budget_amount", budgets?.cluster.terms?.amount.value],
  ];
  return new Map(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function stateRecord(run: Run, { settings }: Prepared, progress: Progress, status: RunStatus): StateRecord {
  const { request, journal } = run;
  const { selections, baseline, budgets, heartbeat } = progress;
  const caller = lastFact(journal.facts, "caller");
  return {
    run_id: run.runId,
    status,
    cluster_name: run.cluster,
    region: request.region,
    region_az: request.region_az,
    aws_profile: request.profile,
    account_id: caller?.account ?? "",
    caller_arn: caller?.arn ?? "",
    bucket: selections?.bucket.value ?? "",
    keypair: selections?.key_name.value ?? "",
    pem_path: selections?.pem_path ?? "",
    public_subnet_id: baseline?.public_subnet_id.value ?? "",
    private_subnet_id: baseline?.private_subnet_id.value ?? "",
    policy_arn: baseline?.policy_arn.value ?? "",
    cfn_stack_name: baseline?.stack_name ?? "",
    cfn_stack_created: baseline?.stack_created ?? false,
    budgets: {
      global: budgets?.global.name ?? "",
      cluster: budgets?.cluster.name ?? "",
      enforce: settings.enforce_budget.value,
    },
    heartbeat: {
      email: settings.heartbeat_email.value,
      schedule: settings.heartbeat_schedule.value,
      role_arn: baseline?.scheduler_role_arn ?? "",
      topic_arn: heartbeat?.topic_arn ?? "",
      schedule_name: heartbeat?.schedule_name ?? "",
    },
    artifacts: run.artifacts.paths(),
    warnings: warningsOf(run, false),
    post_create_warnings: warningsOf(run, true),
    headnode_ip: progress.headnode_ip ?? "",
    resources: rememberedIn(journal.facts),
  };
}

function warningsOf({ journal }: Run, postCreate: boolean): readonly Warning[] {
  return journal.facts.flatMap((fact) =>
    fact.fact === "warning" && fact.post_create === postCreate
      ? [{ id: fact.id, message: fact.message, step: fact.step }]
      : []
  );
}
