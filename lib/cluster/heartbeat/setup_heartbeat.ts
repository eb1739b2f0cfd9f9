import { callerIdentity, type Identity } from "../../aws/questions/identity.ts";
import { schedule } from "../../aws/resources/schedule.ts";
import { subscription, type SubscriptionOut } from "../../aws/resources/subscription.ts";
import { checkAt, isPast } from "../../names/deadline.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import { runsFolder } from "../../state/config_folder.ts";
import type { Warning } from "../../state/journal/facts.ts";
import { lockRun } from "../../state/run_lock.ts";
import { shortRun } from "../../state/short_run.ts";
import { type EnsuredObjects, ensureObjects, ensurePlanned } from "../../state/walks/ensure_objects.ts";
import { plan, type Planned, plannedFrom } from "../../state/walks/plan.ts";
import type { CreateDeps } from "../create_deps.ts";
import { type ClusterMemory, rememberCluster } from "../known/remember_cluster.ts";
import { writeRecord } from "../known/write_record.ts";
import { type HeartbeatEntries, type HeartbeatWish, wantedHeartbeat } from "../wanted/heartbeat_wanted.ts";
import type { HeartbeatRequest } from "./heartbeat_request.ts";
import type { HeartbeatRun } from "./heartbeat_run.ts";
import { powerlessRole, type SendingRole, sendingRole, unmade } from "./sending_role.ts";
import { takeUpRole } from "./take_up_role.ts";

export type MadeHeartbeat = Omit<EnsuredObjects, "of"> & {
  readonly topicArn: string;
  readonly scheduleName: string;
  /** "" where there is none yet. */
  readonly subscription: "" | SubscriptionOut["state"];
  /** What a person has to know. */
  readonly notes: readonly string[];
};

/**
 * Makes sure of a cluster's heartbeat: the role that sends it, where none stands, the topic, the subscription, the schedule. What
 * differs is repaired, and told before; the role of an account is never changed.
 *
 * @throws DayError DAY-RUN-001 while another run works on the cluster, DAY-AWS-002 when there is no role and none may be made
 */
export async function setupHeartbeat(
  deps: CreateDeps,
  request: HeartbeatRequest,
  { dryRun }: { readonly dryRun: boolean },
): Promise<MadeHeartbeat> {
  const { region, profile } = deps.aws;
  const start = { operation: "setup-heartbeat", subject: request.cluster, region, profile, request };
  const doing = `setting up the heartbeat of cluster ${request.cluster}`;
  return await shortRun(deps, start, { dryRun, doing }, (run) => heartbeatIn(run, dryRun));
}

async function heartbeatIn(run: HeartbeatRun, dryRun: boolean): Promise<MadeHeartbeat> {
  const { deps, region, request, subject: cluster } = run;
  const asked = callerIdentity(deps.aws);
  const standing = await sendingRole(deps, request.role_arn, asked);
  const caller = await asked;
  const memory = await beginWork(run, caller, dryRun);
  const role = await takeUpRole(run, memory.runs, standing, caller);
  const { topicArn, schedule: scheduleName } = heartbeatNames(cluster, region, caller.account);

  const entriesWith = (end: string) =>
    wantedHeartbeat(deps, { account: caller.account, region, cluster }, wishOf(request, role, end));
  const entries = entriesWith(deadlineEnd(run, memory));
  const [looked, powerless] = await Promise.all([
    plan(run.walk(), [entries.topic, entries.mail, entries.schedule], "full"),
    role.missing === undefined ? powerlessRole(deps, role.arn, caller.account, topicArn) : [],
  ]);
  const planned = keepEnd(run, looked, entriesWith);
  const made = await ensureBoth(run, role, planned, dryRun);
  const mail = made.of(entries.mail)?.out ?? seenMail(planned);
  const warnings = [...powerless, ...othersWarning(mail), ...made.warnings];
  for (const each of [...powerless, ...othersWarning(mail)]) await run.warn(each, "postCreate");
  if (!dryRun) await record(run, memory, caller, { topicArn, scheduleName, role, warnings, made });
  const isPending = made.error === undefined && mail?.state === "pending";
  const confirm =
    `AWS sent a mail to ${request.email}: confirm the subscription in it, or the heartbeat mails will not arrive`;
  return {
    ...made,
    ...{ topicArn, scheduleName, warnings },
    subscription: mail?.state ?? "",
    notes: isPending ? [confirm] : [],
  };
}

/** Notes who calls, and keeps others from working on the cluster meanwhile. */
export async function beginWork(run: HeartbeatRun, caller: Identity, dryRun: boolean): Promise<ClusterMemory> {
  const { deps, folder, region, subject: cluster, journal } = run;
  const { account, arn } = caller;
  await journal.record({ fact: "caller", account, arn });
  if (!dryRun) run.hold(await lockRun(runsFolder(folder), { account, region, subject: cluster }, deps.self));
  return await rememberCluster(deps.files, folder, { account, region, cluster });
}

function wishOf({ email, schedule }: HeartbeatRequest, { arn }: SendingRole, end: string): HeartbeatWish {
  return { email, expression: schedule, roleArn: arn, end };
}

/** The heartbeat of a cluster with a deadline ends with the mail that follows it. */
function deadlineEnd({ deps }: HeartbeatRun, { records }: ClusterMemory): string {
  const { deadline = "" } = records.at(-1) ?? {};
  return deadline === "" || isPast(checkAt(deadline), deps.clock.now()) ? "" : checkAt(deadline);
}

/** An end that lies ahead was put there together with a deadline, perhaps by another machine: it stays. */
function keepEnd(
  { deps }: HeartbeatRun,
  planned: readonly Planned[],
  entriesWith: (end: string) => HeartbeatEntries,
): readonly Planned[] {
  return planned.map((each) => {
    const { wanted, found } = each;
    if (wanted.kind !== schedule.kind || found?.is !== "ready") return each;
    const { end } = schedule.spec.parse(found.spec);
    const isAhead = end !== "" && !isPast(end, deps.clock.now());
    return isAhead ? plannedFrom({ wanted: entriesWith(end).schedule, found }) : each;
  });
}

/** The role first: without it nothing of a heartbeat is made. */
async function ensureBoth(
  run: HeartbeatRun,
  { arn, missing }: SendingRole,
  planned: readonly Planned[],
  dryRun: boolean,
): Promise<EnsuredObjects> {
  const options = { existing: "repair" as const, dryRun, warn: (warning: Warning) => run.warn(warning, "postCreate") };
  const role = missing === undefined
    ? standingRole(arn, dryRun)
    : await ensureObjects(run.walk(), [missing], { ...options, existing: "leave" });
  if (role.error !== undefined) return { ...role, error: unmade(role.error) };
  const rest = await ensurePlanned(run.walk(), planned, options);
  return { ...rest, objects: [...role.objects, ...rest.objects], warnings: [...role.warnings, ...rest.warnings] };
}

/** One that stands is used as it is. */
function standingRole(arn: string, dryRun: boolean): EnsuredObjects {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  const role = { kind: "role", name, title: `role ${name}`, outcome: "unchanged", differences: [] } as const;
  return { objects: [role], warnings: [], dryRun, of: () => undefined };
}

/** The subscription as it was found, for a dry run. */
function seenMail(planned: readonly Planned[]): SubscriptionOut | undefined {
  const found = planned.find(({ wanted }) => wanted.kind === subscription.kind)?.found;
  return found?.is === "ready" ? found.out as SubscriptionOut : undefined;
}

/** Nobody unsubscribes others: they may have asked for it themselves. */
function othersWarning(mail: SubscriptionOut | undefined): readonly Warning[] {
  if (mail === undefined || mail.others.length === 0) return [];
  const message = `these addresses receive the heartbeat mails as well: ${mail.others.join(", ")}`;
  return [{ id: "heartbeat.others", step: "heartbeat", message }];
}

type News = {
  readonly topicArn: string;
  readonly scheduleName: string;
  readonly role: SendingRole;
  readonly warnings: readonly Warning[];
  readonly made: EnsuredObjects;
};

/** The cluster's state record, where there is one, says what stands now. */
async function record(run: HeartbeatRun, memory: ClusterMemory, caller: Identity, news: News): Promise<void> {
  if (memory.records.length === 0) return;
  const { email, schedule: expression } = run.request;
  const { topicArn: topic_arn, scheduleName: schedule_name, role, warnings, made } = news;
  await writeRecord(run, memory, caller, ({ heartbeat, post_create_warnings: before }) => ({
    heartbeat: made.error === undefined
      ? { email, schedule: expression, role_arn: role.arn, topic_arn, schedule_name }
      : heartbeat,
    post_create_warnings: [...before.filter(({ step }) => step !== "heartbeat"), ...warnings],
  }));
}
