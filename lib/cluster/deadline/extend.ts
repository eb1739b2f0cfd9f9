import { advice, command } from "../../host/errors/advice.ts";
import { roleArn } from "../../aws/questions/role_arn.ts";
import { type StackState, stackState } from "../../aws/questions/stack_status.ts";
import { clusterTag } from "../../aws/pcluster/cluster_tag.ts";
import type { Found } from "../../aws/resource.ts";
import { expiryRole, expiryRoleSpec } from "../../aws/resources/expiry_role.ts";
import { schedule, type ScheduleOut, type ScheduleSpec } from "../../aws/resources/schedule.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import { checkAt, deadlineAfter } from "../../names/deadline.ts";
import { type Ending, whatGoes } from "../../names/deadline_messages.ts";
import { expiryNameComplaint, expiryNames, expiryRoleName } from "../../names/expiry_names.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import type { Warning } from "../../state/journal/facts.ts";
import { prepareRunsFolder } from "../../state/run.ts";
import { workToEnd } from "../../state/short_run.ts";
import { lockPart } from "../../state/run_lock.ts";
import { readInFull } from "../../state/walks/ensure.ts";
import { ensureAll } from "../../state/walks/ensure_all.ts";
import { recordRemoval } from "../../state/walks/record_removal.ts";
import type { CreateDeps } from "../create_deps.ts";
import { beginOn, type CallersCluster, callersCluster } from "../../state/begin_on.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { writeRecord } from "../known/write_record.ts";
import { wantedDeadline } from "../wanted/deadline_wanted.ts";
import type { ExtendRequest, Extension } from "./extension.ts";
import { fileSystemFate } from "./file_system_fate.ts";

/** A cluster with the deadline that it has now, "" for none, and what a person should know of it. */
export type Extended = {
  readonly cluster: string;
  readonly region: string;
  readonly deadline: string;
  readonly notes: readonly string[];
  readonly warnings: readonly Warning[];
};

/**
 * Gives a cluster another deadline, its first one, or none any more. It need not have been made here: what counts is its stack.
 *
 * @throws DayError DAY-CLU-001 without such a cluster, DAY-TTL-002 without the role, DAY-TTL-003 when it is going already,
 *   DAY-RUN-001 while another run works on it, except for a deletion that is still exporting
 */
export async function extend(deps: CreateDeps, cluster: string, request: ExtendRequest): Promise<Extended> {
  const complaint = expiryNameComplaint(cluster);
  if (complaint !== undefined) throw new DayError("DAY-USE-001", complaint, { fix: "delete the cluster by hand" });
  const doing = `setting the deletion deadline of cluster ${cluster}`;
  const place = await callersCluster(deps, cluster, doing);
  const { account, region } = place;
  const about = { account, region, subject: cluster };
  // Not the whole cluster: a deletion that exports first may take hours, in which nobody should lose it to its deadline.
  const lock = await lockPart(await prepareRunsFolder(deps), about, "deadline", deps.self);
  try {
    return await extendAlone(deps, place, request, doing);
  } finally {
    lock.release();
  }
}

async function extendAlone(
  deps: CreateDeps,
  place: CallersCluster,
  request: ExtendRequest,
  doing: string,
): Promise<Extended> {
  const run = await beginOn(deps, place, { operation: "extend", request });
  // Whatever stops it, there is nothing to go on with: the same command does all of it again.
  return await workToEnd(run, { doing, interrupted: "failed" }, () => extendIn(run, place), () => ({
    status: "created",
    exit_code: 0,
  }));
}

async function extendIn(run: Extension, place: CallersCluster): Promise<Extended> {
  const { deps, subject: cluster, region, folder, request } = run;
  const { account, callerArn: arn } = place;
  const memory = await rememberCluster(deps.files, folder, place);
  const [stack, role, heartbeat] = await Promise.all([
    stackState(deps.aws, cluster),
    request.ttl === "" ? "" : roleArn(deps.aws, expiryRoleName),
    schedule.find(deps, named(run, account, heartbeatNames(cluster, region, account).schedule), "full"),
  ]);
  const stackArn = requireCluster(run, stack);
  if (role === undefined) {
    throw new DayError(
      "DAY-TTL-002",
      `the IAM role ${expiryRoleName} that deletes clusters at their deadline is missing`,
    );
  }

  const deadline = request.ttl === ""
    ? ""
    : await run.decide("deadline", () => deadlineAfter(deps.clock.now(), request.ttl));
  const warnings: Warning[] = [];
  const warn = async (warning: Warning) => {
    warnings.push(warning);
    await run.warn(warning, "postCreate");
  };
  const ending: Ending = { cluster, region, deadline, fileSystem: fileSystemFate(memory) };
  const mailRoleArn = heartbeat.is === "ready" ? heartbeat.spec.roleArn : "";
  if (deadline === "") await cancel(run, account);
  else {
    const wish = { ...ending, account, stackArn, roleArn: role, mailRoleArn };
    await ensureAll(run.walk(), wantedDeadline(deps, wish), { existing: "repair", warn });
    // What it looks like now is what drift is told from; a deadline does not hang on that.
    await readInFull(run.walk(), expiryRole, deps, expiryRoleSpec(account)).catch(() => deps.signal.throwIfAborted());
  }
  await endHeartbeat(run, heartbeat, deadline === "" ? "" : checkAt(deadline));
  await writeRecord(run, memory, { account, arn }, ({ post_create_warnings: before }) => ({
    deadline,
    post_create_warnings: [...before.filter(({ step }) => step !== "deadline"), ...warnings],
  }));
  return { cluster, region, deadline, notes: notesOf(ending, mailRoleArn), warnings };
}

/** The ARN of the cluster's stack, while it can still be given a deadline. */
function requireCluster({ subject: cluster, region }: Extension, stack: StackState | undefined): string {
  const isCluster = stack !== undefined && stack.status !== "DELETE_COMPLETE" && stack.tags.get(clusterTag) === cluster;
  if (!isCluster) throw new DayError("DAY-CLU-001", `there is no cluster ${cluster} in ${region}`);
  if (stack.status !== "DELETE_IN_PROGRESS") return stack.id;
  throw new DayError("DAY-TTL-003", `cluster ${cluster} is being deleted already`, {
    fix: advice`follow the deletion with: ${command(clusterCommand("watch", cluster, region))}`,
  });
}

/** A schedule by its name, for looking and removing. */
function named({ region }: Extension, account: string, name: string): ScheduleSpec {
  const nothing = { expression: "", target: "", roleArn: "", input: "", start: "", end: "" };
  return { account, region, name, ...nothing, afterCompletion: "NONE", state: "ENABLED" };
}

async function cancel(run: Extension, account: string): Promise<void> {
  const { deps, journal, subject } = run;
  for (const name of Object.values(expiryNames(subject))) {
    const spec = named(run, account, name);
    await schedule.remove(deps, spec);
    await recordRemoval(journal, schedule.kind, schedule.key(spec));
  }
}

/** The heartbeat ends with the second mail; a cluster without a deadline goes on to send it. */
async function endHeartbeat(run: Extension, found: Found<ScheduleSpec, ScheduleOut>, end: string): Promise<void> {
  if (found.is !== "ready") return;
  await run.ensure(schedule, run.deps, { ...found.spec, end }, { seen: found, existing: "repair" });
}

function notesOf(ending: Ending, mailRoleArn: string): readonly string[] {
  if (ending.deadline === "") {
    return ["the cluster has no deletion deadline any more and runs until somebody deletes it"];
  }
  const noMail = "the cluster has no heartbeat mails, so no mail will announce the deletion";
  return [whatGoes(ending), ...(mailRoleArn === "" ? [noMail] : [])];
}
