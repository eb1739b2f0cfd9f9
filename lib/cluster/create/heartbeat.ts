import { explainAwsError } from "../../aws/aws_error.ts";
import {
  inlinePolicyName,
  schedulerRole,
  schedulerRoleArn,
  schedulerRoleSpec,
} from "../../aws/resources/scheduler_role.ts";
import { checkAt } from "../../names/deadline.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { ensureAll } from "../../state/walks/ensure_all.ts";
import type { Warning } from "../../state/journal/facts.ts";
import type { Baseline } from "./baseline.ts";
import type { Creation } from "../create_deps.ts";
import { wiredDeadline } from "../deadline/wire_deadline.ts";
import type { Prepared } from "../prepare.ts";
import { wantedHeartbeat } from "../wanted/heartbeat_wanted.ts";
import { placeOf } from "../wanted/place.ts";

/** The heartbeat as it stands; empty text where there is none. */
export type Heartbeat = { readonly topicArn: string; readonly scheduleName: string };

const none: Heartbeat = { topicArn: "", scheduleName: "" };

/**
 * Topic, subscription and schedule of the cluster's heartbeat. The cluster runs whatever becomes of this: failures are warnings.
 */
export async function wireHeartbeat(
  run: Creation,
  { settings }: Prepared,
  findings: Findings,
  { schedulerRoleArn: roleArn }: Baseline,
): Promise<Heartbeat> {
  const email = settings.heartbeat_email.value;
  if (email === "") return none;
  const warn = (warning: Warning) => run.warn(warning, "postCreate");
  if (roleArn === "") {
    await warn({
      id: "heartbeat.skipped",
      message: "no IAM role exists that may send the heartbeat mails",
      step: "heartbeat",
    });
    return none;
  }
  const deadline = wiredDeadline(run);
  const end = deadline === "" ? "" : checkAt(deadline);
  const wish = { email, expression: settings.heartbeat_schedule.value, roleArn, end };
  const entries = wantedHeartbeat(run.deps, placeOf(run, findings), wish);
  try {
    const list = [entries.topic, entries.mail, entries.schedule];
    const { of } = await ensureAll(run.walk(), list, { existing: "repair", warn });
    if (of(entries.mail)?.out?.state === "pending") {
      const message =
        `AWS sent a mail to ${email}: confirm the subscription in it, or the heartbeat mails will not arrive`;
      run.deps.emit({ code: "heartbeat.pending", level: "info", message });
    }
    await warnAboutPowerless(run, findings.account, roleArn);
    return { topicArn: String(entries.schedule.spec.target), scheduleName: String(entries.schedule.spec.name) };
  } catch (error) {
    run.deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, "setting up the heartbeat");
    await warn({ id: "heartbeat.failed", message, step: "heartbeat" });
    return none;
  }
}

/** A role that stands there without its policy looks complete, and no heartbeat ever arrives. */
async function warnAboutPowerless({ deps, warn }: Creation, account: string, roleArn: string): Promise<void> {
  const spec = schedulerRoleSpec(account);
  if (roleArn !== schedulerRoleArn(spec)) return;
  try {
    const found = await schedulerRole.find(deps, spec, "full");
    if (found.is !== "ready" || found.spec.policy !== null) return;
    const message =
      `the IAM role ${spec.name} lacks its policy ${inlinePolicyName}; the heartbeat mails do not arrive unless another policy lets ` +
      "it publish to SNS";
    await warn({ id: "heartbeat.powerless", message, step: "heartbeat" }, "postCreate");
  } catch (error) {
    deps.signal.throwIfAborted();
    deps.emit({
      code: "heartbeat.unread",
      level: "debug",
      message: `The IAM role that sends the heartbeat mails could not be read: ${error}`,
    });
  }
}
