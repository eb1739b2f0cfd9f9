import { finalConfig, type FinalValues, nextRunTemplate, resolvedCli } from "../../config/file/snapshots.ts";
import { settledKeys } from "../../config/keys/settled_keys.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { lastFact, rememberedIn, type RunStatus, type Warning } from "../../state/journal/facts.ts";
import { type StateRecord, writeStateRecord } from "../../state/state_record.ts";
import type { Baseline } from "./baseline.ts";
import type { Budgets } from "./budgets.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { Creation } from "../create_deps.ts";
import { wiredDeadline } from "../deadline/wire_deadline.ts";
import type { Prepared } from "../prepare.ts";

/** How far a run has come; what is absent has not been reached. */
export type Reached = {
  readonly findings?: Findings;
  readonly baseline?: Baseline;
  readonly budgets?: Budgets;
  readonly heartbeat?: Heartbeat;
  readonly headNodeAddress?: string;
};

/**
 * Writes what is left of a run, however it ended: the resolved configuration and the state record, and after a creation the final
 * snapshot and the template for the next run as well.
 *
 * @returns the state record
 */
export async function conclude(
  run: Creation,
  prepared: Prepared,
  reached: Reached,
  status: RunStatus,
): Promise<StateRecord> {
  const { subject: cluster, id: runId, artifacts, folder, deps } = run;
  const { source, configText } = prepared;
  const finals = finalValues(prepared, reached);
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
  return await writeStateRecord(deps.files, folder, stateRecord(run, prepared, reached, status));
}

/** The path's last part without its last extension. */
function baseName(path: string): string {
  return (path.split("/").at(-1) ?? "").replace(/\.[^.]*$/, "");
}

function finalValues({ settings }: Prepared, { findings, baseline, budgets }: Reached): FinalValues {
  const values: [string, string | undefined][] = [
    ...settledKeys.map((key): [string, string] => [key, settings[key].value]),
    ["s3_bucket_name", findings?.bucket.value],
    ["ssh_key_name", findings?.keyName.value],
    ["public_subnet_id", baseline?.publicSubnet.value],
    ["private_subnet_id", baseline?.privateSubnet.value],
    ["iam_policy_arn", baseline?.policyArn.value],
    ["heartbeat_scheduler_role_arn", baseline?.schedulerRoleArn],
    ["global_allowed_budget_users", budgets?.global.terms?.users.value],
    ["global_budget_amount", budgets?.global.terms?.amount.value],
    ["allowed_budget_users", budgets?.cluster.terms?.users.value],
    ["budget_amount", budgets?.cluster.terms?.amount.value],
  ];
  return new Map(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function stateRecord(
  run: Creation,
  { settings }: Prepared,
  reached: Reached,
  status: RunStatus,
): Omit<StateRecord, "schema_version"> {
  const { request, journal } = run;
  const { findings, baseline, budgets, heartbeat } = reached;
  const caller = lastFact(journal.facts, "caller");
  return {
    run_id: run.id,
    status,
    cluster_name: run.subject,
    deadline: wiredDeadline(run),
    region: request.region,
    region_az: request.region_az,
    aws_profile: request.profile,
    account_id: caller?.account ?? "",
    caller_arn: caller?.arn ?? "",
    bucket: findings?.bucket.value ?? "",
    keypair: findings?.keyName.value ?? "",
    pem_path: findings?.pemPath ?? "",
    public_subnet_id: baseline?.publicSubnet.value ?? "",
    private_subnet_id: baseline?.privateSubnet.value ?? "",
    policy_arn: baseline?.policyArn.value ?? "",
    cfn_stack_name: baseline?.stackName ?? "",
    cfn_stack_created: baseline?.stackCreated ?? false,
    budgets: {
      global: budgets?.global.name ?? "",
      cluster: budgets?.cluster.name ?? "",
      enforce: settings.enforce_budget.value,
    },
    heartbeat: {
      email: settings.heartbeat_email.value,
      schedule: settings.heartbeat_schedule.value,
      role_arn: baseline?.schedulerRoleArn ?? "",
      topic_arn: heartbeat?.topicArn ?? "",
      schedule_name: heartbeat?.scheduleName ?? "",
    },
    artifacts: run.artifacts.paths(),
    warnings: warningsOf(run, false),
    post_create_warnings: warningsOf(run, true),
    headnode_ip: reached.headNodeAddress ?? "",
    resources: rememberedIn(journal.facts),
  };
}

function warningsOf({ journal }: Creation, postCreate: boolean): Warning[] {
  return journal.facts.flatMap((fact) =>
    fact.fact === "warning" && fact.post_create === postCreate
      ? [{ id: fact.id, message: fact.message, step: fact.step }]
      : []
  );
}
