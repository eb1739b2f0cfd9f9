import { DayError } from "../host/day_error.ts";
import type { Environment } from "../host/environment.ts";
import type { Emit } from "../host/events.ts";
import { isDenied } from "./aws_error.ts";
import { isRoleArn } from "./is_role_arn.ts";
import { roleArn } from "./role_arn.ts";
import { schedulerRoleName } from "./scheduler_role.ts";
import type { Aws } from "./session.ts";

export const resolveSchedulerRoleActions = ["iam:GetRole"] as const;

/** Environment variables that can name the role, in order of precedence. */
export const schedulerRoleVariables = [
  "DAY_HEARTBEAT_SCHEDULER_ROLE_ARN",
  "DAYLILY_HEARTBEAT_SCHEDULER_ROLE_ARN",
  "DAY_HEARTBEAT_ROLE_ARN",
  "DAYLILY_SCHEDULER_ROLE_ARN",
] as const;

const knownNames = [schedulerRoleName, "daylily-eventbridge-scheduler"] as const;

/**
 * The ARN of the role that publishes reminders: the configured one, else the first of four environment variables,
 * else the first existing role of two names. Undefined when there is none, so that the caller may make it.
 *
 * A look-up that is denied is a warning and the next name is tried; any other failure is thrown. An ARN that is given
 * but malformed is `DAY-CFG-003`.
 *
 * @see spec/setup-heartbeat.md section 3, spec/create-cluster.md 3.10
 */
export async function resolveSchedulerRole(
  aws: Aws,
  { configured, environment, emit = () => {} }: {
    readonly configured?: string;
    readonly environment: Pick<Environment, "get">;
    readonly emit?: Emit;
  },
): Promise<string | undefined> {
  if (configured) return checked(configured, "heartbeat_scheduler_role_arn");
  for (const name of schedulerRoleVariables) {
    const value = environment.get(name);
    if (value) return checked(value, name);
  }
  for (const name of knownNames) {
    const arn = await existingRole(aws, name, emit);
    if (arn !== undefined) return arn;
  }
  return undefined;
}

function checked(arn: string, source: string): string {
  if (isRoleArn(arn)) return arn;
  throw new DayError("DAY-CFG-003", `${source} is not the ARN of an IAM role: ${JSON.stringify(arn)}`, {
    fix: "write it as arn:aws:iam::ACCOUNT:role/NAME",
  });
}

async function existingRole(aws: Aws, name: string, emit: Emit): Promise<string | undefined> {
  try {
    return await roleArn(aws, name);
  } catch (error) {
    if (!isDenied(error)) throw error;
    const message = `you may not look up the role ${name} (iam:GetRole)`;
    emit({ code: "heartbeat.role_lookup_denied", level: "warn", message, data: { role: name } });
    return undefined;
  }
}
