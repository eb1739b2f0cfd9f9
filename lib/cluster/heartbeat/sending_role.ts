import { explainAwsError, isDenied } from "../../aws/aws_error.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import { resolveSchedulerRole } from "../../aws/questions/resolve_scheduler_role.ts";
import { schedulerRole, schedulerRoleArn, schedulerRoleSpec } from "../../aws/resources/scheduler_role.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { mayPublish } from "../../names/may_publish.ts";
import { schedulerRoleName } from "../../names/scheduler_role_name.ts";
import type { Warning } from "../../state/journal/facts.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";
import type { CreateDeps } from "../create_deps.ts";

/** The role that sends a heartbeat; `missing` is its entry where it has to be made first. */
export type SendingRole = { readonly arn: string; readonly missing?: Wanted };

/** What an administrator does. */
const admin = advice`ask an administrator to create the role ${schedulerRoleName} with ${
  command("deno task infra scheduler-role")
}, or name one with --scheduler-role-arn`;

/**
 * The role that a person names, else that of the environment, else the one that stands, else one that is to be made.
 *
 * @throws DayError DAY-CFG-003 for one of another account, DAY-AWS-002 when nobody may look
 */
export async function sendingRole(deps: CreateDeps, named: string, caller: Promise<Identity>): Promise<SendingRole> {
  const { aws, environment, emit } = deps;
  const [{ account }, look] = await Promise.all([
    caller,
    resolveSchedulerRole(aws, { configured: named, environment, emit }),
  ]);
  if (look.is === "present") return { arn: ofAccount(look.arn, account) };
  if (look.is === "absent") {
    const spec = schedulerRoleSpec(account);
    return { arn: schedulerRoleArn(spec), missing: wanted(schedulerRole, deps, spec, { seen: { is: "absent" } }) };
  }
  const message =
    "the IAM role that sends the heartbeat mails could not be looked up: the permission iam:GetRole is missing";
  throw new DayError("DAY-AWS-002", message, { fix: admin });
}

/** A schedule can only take a role of its own account. */
function ofAccount(arn: string, account: string): string {
  const owner = arn.split(":")[4];
  if (owner === account) return arn;
  throw new DayError(
    "DAY-CFG-003",
    `the IAM role ${arn} belongs to account ${owner}, but the heartbeat is in account ${account}`,
    {
      fix: "name an IAM role of the account that the heartbeat is in",
    },
  );
}

/** What a person is told whose role could not be made. */
export function unmade(error: DayError): DayError {
  if (!isDenied(error) && error.code !== "DAY-AWS-002") return error;
  const message = `no IAM role exists that may send the heartbeat mails, and it could not be created: ${error.message}`;
  return new DayError(error.code, message, { cause: error, fix: admin });
}

/**
 * A role that stands and may not publish to the topic looks complete, and no heartbeat ever arrives. Only the role that is ours is
 * looked at, and who may not look at it is told nothing.
 */
export async function powerlessRole(
  deps: CreateDeps,
  arn: string,
  account: string,
  topicArn: string,
): Promise<readonly Warning[]> {
  const spec = schedulerRoleSpec(account);
  if (arn !== schedulerRoleArn(spec)) return [];
  try {
    const found = await schedulerRole.find(deps, spec, "full");
    if (found.is !== "ready" || mayPublish(found.spec.policy, topicArn)) return [];
    const message =
      `the own policy of the IAM role ${spec.name} does not allow publishing to ${topicArn}; the heartbeat mails do not arrive ` +
      `unless another policy allows it; ${admin.text}`;
    return [{ id: "heartbeat.powerless", step: "heartbeat", message }];
  } catch (error) {
    deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, `reading the role ${spec.name}`);
    deps.emit({ code: "heartbeat.unread", level: "debug", message });
    return [];
  }
}
