import { explainAwsError } from "../aws/aws_error.ts";
import { heartbeatMessage } from "../aws/heartbeat_message.ts";
import { heartbeatNames } from "../aws/heartbeat_names.ts";
import { schedule, type ScheduleSpec } from "../aws/schedule.ts";
import { inlinePolicyName, schedulerRole, schedulerRoleSpec } from "../aws/scheduler_role.ts";
import { subscription } from "../aws/subscription.ts";
import { topic } from "../aws/topic.ts";
import { ensure } from "../state/ensure.ts";
import type { Baseline } from "./baseline.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/** The reminder as it stands; empty text where there is none. */
export type Heartbeat = { readonly topic_arn: string; readonly schedule_name: string };

const none: Heartbeat = { topic_arn: "", schedule_name: "" };

/**
 * Topic, subscription and schedule of the cluster's reminder. The cluster runs whatever becomes of this: failures are warnings.
 *
 * @see spec/setup-heartbeat.md sections 4, 5 and 10, decision 3.6
 */
export async function wireHeartbeat(
  run: Run,
  { settings }: Prepared,
  { account }: Selections,
  { scheduler_role_arn: roleArn }: Baseline,
): Promise<Heartbeat> {
  const email = settings.heartbeat_email.value;
  if (email === "") return none;
  if (roleArn === "") {
    await run.warn(
      { id: "heartbeat.skipped", message: "there is no role to send reminders with", step: "heartbeat" },
      "postCreate",
    );
    return none;
  }
  const { aws } = run.deps;
  const { region } = run.request;
  const names = heartbeatNames(run.cluster, region, account);
  try {
    await ensure(run.walk(), topic, aws, { account, region, name: names.topic });
    const mail = await ensure(run.walk(), subscription, aws, { topicArn: names.topicArn, email });
    await ensure(run.walk(), schedule, aws, scheduleSpec(run, { settings }, account, roleArn));
    if (mail.out?.state === "pending") {
      const message = `confirm the mail that AWS has sent to ${email}; before that no reminder arrives`;
      run.deps.emit({ code: "heartbeat.pending", level: "info", message });
    }
    await warnAboutPowerless(run, account, roleArn);
    return { topic_arn: names.topicArn, schedule_name: names.schedule };
  } catch (error) {
    run.deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, "setting up the reminders");
    await run.warn({ id: "heartbeat.failed", message, step: "heartbeat" }, "postCreate");
    return none;
  }
}

/** A role that stands there without its policy looks complete, and no reminder ever arrives. */
async function warnAboutPowerless({ deps, warn }: Run, account: string, roleArn: string): Promise<void> {
  const spec = schedulerRoleSpec(account);
  if (roleArn !== schedulerRole.key(spec)) return;
  try {
    const found = await schedulerRole.find(deps.aws, spec, "full");
    if (found.is !== "ready" || found.spec.policy !== null) return;
    const message =
      `the role ${spec.name} has no policy ${inlinePolicyName}: unless it may publish to SNS in another way, ` +
      "no reminder arrives";
    await warn({ id: "heartbeat.powerless", message, step: "heartbeat" }, "postCreate");
  } catch (error) {
    deps.signal.throwIfAborted();
    deps.emit({ code: "heartbeat.unread", level: "debug", message: `the role could not be read in full: ${error}` });
  }
}

/** The schedule of the cluster's reminder. */
export function scheduleSpec(
  { cluster, request: { region } }: Pick<Run, "cluster" | "request">,
  { settings }: Pick<Prepared, "settings">,
  account: string,
  roleArn: string,
): ScheduleSpec {
  const names = heartbeatNames(cluster, region, account);
  return {
    account,
    region,
    name: names.schedule,
    expression: settings.heartbeat_schedule.value,
    topicArn: names.topicArn,
    roleArn,
    message: heartbeatMessage(cluster, region),
    state: "ENABLED",
  };
}
