import { resumeCommand } from "../../state/journal/resume_command.ts";
import { basename, dirname } from "node:path";
import type { Environment } from "../../host/environment.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import { schedulerRoleName } from "../../names/scheduler_role_name.ts";
import { shellWord } from "../../text/shell_word.ts";
import { exitForeign } from "../../state/journal/facts.ts";
import type { StateRecord } from "../../state/state_record.ts";
import type { CreateResult } from "../../cluster/create/create.ts";
import { pclusterCommand } from "../../cluster/pcluster/pcluster_command.ts";
import { textTable } from "../../text/table.ts";
import { oddHeadNode } from "../../cluster/headnode/head_node_warnings.ts";
import type { Command } from "../../host/command.ts";
import type { Answer } from "../answer.ts";
import { configureCommand } from "../configure_command.ts";
import { loginCommands } from "../login_commands.ts";
import { creationCommand } from "./creation_command.ts";
import { answeredCommands } from "./unanswered.ts";

export type CreateAnswerOptions = {
  /** Flags of `create` itself that the same command would have again. */
  readonly own?: readonly string[];
  /** Head nodes are reached with a person's own options, which the traditional login knows nothing of. */
  readonly hasOwnOptions?: boolean;
};

export function createAnswer(
  result: CreateResult,
  environment: Pick<Environment, "get">,
  options: CreateAnswerOptions = {},
): Answer {
  const { status, exitCode, runId, cluster, request, artifacts, state, error } = result;
  const warnings = [...state?.warnings ?? [], ...state?.post_create_warnings ?? []];
  return {
    exitCode,
    error,
    next: nextCommands(result, environment, options),
    json: {
      status,
      run_id: runId,
      cluster_name: cluster,
      region: request.region,
      region_az: request.region_az,
      artifacts,
      warnings,
    },
    text: [
      headline(result),
      ...(status === "created" && state ? standing(state) : []),
      ...section("warnings:", textTable(warnings.map(({ step, message }) => [step, message.replaceAll("\n", " ")]))),
      ...files(artifacts),
    ].join("\n"),
  };
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function headline({ status, cluster, request, runId, error }: CreateResult): string {
  const name = `cluster ${cluster} in ${request.region_az}, run ${runId}`;
  if (error?.exitCode === exitForeign) return `not created: ${name}`;
  return {
    created: `created: ${name}`,
    dry_run_ok: `dry run passed, nothing created: ${name}`,
    failed: `failed: ${name}`,
    interrupted: `interrupted: ${name}`,
  }[status];
}

/** What stands now, and runs up costs until it is deleted. */
function standing(state: StateRecord): readonly string[] {
  const { cfn_stack_name: stack, cfn_stack_created: made, budgets, heartbeat } = state;
  // The wrapper on the cluster writes a log and lets the job pass.
  const enforced = budgets.enforce === "enforce" ? "are logged, not stopped" : "are not stopped";
  return textTable([
    ["head node", state.headnode_ip || "no public address yet"],
    ["bucket", state.bucket],
    [
      "network",
      `${made ? `stack ${stack}, created now` : "existing"}: ${state.public_subnet_id}, ${state.private_subnet_id}`,
    ],
    ["budgets", `${budgets.global}, ${budgets.cluster}; jobs over budget ${enforced}`],
    ...(state.deadline === "" ? [] : [["deadline", state.deadline]]),
    [
      "heartbeat",
      heartbeat.schedule_name === "" ? "none" : `${heartbeat.schedule} to ${heartbeat.email}${toConfirm(state)}`,
    ],
  ]);
}

function toConfirm({ resources }: StateRecord): string {
  const out = resources.findLast(({ kind }) => kind === "subscription")?.out;
  const isPending = (out as { readonly state?: string } | null | undefined)?.state === "pending";
  return isPending ? "; confirm the subscription in the mail from AWS, or the heartbeat mails will not arrive" : "";
}

/** They all stand in one folder. */
function files(artifacts: CreateResult["artifacts"]): readonly string[] {
  const paths = Object.entries(artifacts);
  if (paths.length === 0) return [];
  return [`files in ${dirname(paths[0][1])}:`, ...textTable(paths.map(([name, path]) => [name, basename(path)]))];
}

/** The commands that make sense now; the login comes last, in its traditional form and in ours. */
function nextCommands(
  result: CreateResult,
  environment: Pick<Environment, "get">,
  { own = [], hasOwnOptions = false }: CreateAnswerOptions,
): readonly Command[] {
  const { status, cluster, request, state, error } = result;
  if (status === "created" && state) {
    const place = ["-n", cluster, "--region", request.region];
    const describe = pclusterCommand({ profile: request.profile, environment }, ["describe-cluster", ...place]);
    const extend = `${clusterCommand("extend", cluster, request.region)} --ttl ${request.ttl || "36h"}`;
    const [exporting, deleting] = ["export", "delete"].map((task) => clusterCommand(task, cluster, request.region));
    const lacks = state.post_create_warnings.filter(({ id, step }) => step === "headnode" && id !== oddHeadNode);
    const again = lacks.length > 0
      ? [configureCommand({ cluster, ...request }, lacks.map(({ id }) => id.replace("headnode.", "")))]
      : [];
    const all = [extend, exporting, deleting, ...again, ...heartbeatCommand(state), describe];
    const { headnode_ip: address, pem_path: key } = state;
    if (address === "" && request.via === "ssh") return all;
    return [...all, ...loginCommands({ cluster, ...request, address, key }, hasOwnOptions)];
  }
  // Of a cluster that is somebody else's the error itself says what can be done.
  if (status === "dry_run_ok" || error?.exitCode === exitForeign) return [];
  const call = { task: "create", request, environment, own } as const;
  const answered = answeredCommands(call, error);
  return answered.length > 0 ? answered : onward(result, creationCommand(call));
}

/** What makes the heartbeat that a person wants and the run could not make: else nothing tells of the cluster again. */
function heartbeatCommand({ cluster_name: cluster, region, heartbeat }: StateRecord): readonly Command[] {
  const { email, schedule, schedule_name: made, role_arn: role } = heartbeat;
  if (email === "" || made !== "") return [];
  const isUsual = role === "" || role.endsWith(`/${schedulerRoleName}`);
  const from = isUsual ? "" : ` --scheduler-role-arn ${shellWord(role)}`;
  const to = `--email ${shellWord(email)} --schedule ${shellWord(schedule)}`;
  return [`${clusterCommand("setup-heartbeat", cluster, region)} ${to}${from}`];
}

/**
 * How to go on with what a run has begun: it keeps the values it had, while the same command, corrected, takes over what it has
 * made. Where ParallelCluster has refused these values, that comes first.
 */
function onward(result: CreateResult, again: Command): readonly Command[] {
  const { cluster, runId, resumable, status, standsInTheWay, error } = result;
  if (!resumable) return [];
  const resume = resumeCommand(`${cluster}_${runId}`);
  if (status !== "failed" || standsInTheWay) return [resume];
  return error?.code === "DAY-PC-001" ? [again, resume] : [resume, again];
}
