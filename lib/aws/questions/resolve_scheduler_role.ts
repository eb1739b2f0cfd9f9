import { DayError } from "../../host/errors/day_error.ts";
import type { Environment } from "../../host/environment.ts";
import type { Emit } from "../../host/events/events.ts";
import { isDenied } from "../aws_error.ts";
import { isRoleArn } from "../../names/is_role_arn.ts";
import { roleArn } from "./role_arn.ts";
import { schedulerRoleName } from "../../names/scheduler_role_name.ts";
import type { Aws } from "../session.ts";

export const resolveSchedulerRoleActions = ["iam:GetRole"] as const;

/** Environment variables that can name the role, in order of precedence. */
export const schedulerRoleVariables = [
  "DAY_HEARTBEAT_SCHEDULER_ROLE_ARN",
  "DAYLILY_HEARTBEAT_SCHEDULER_ROLE_ARN",
  "DAY_HEARTBEAT_ROLE_ARN",
  "DAYLILY_SCHEDULER_ROLE_ARN",
] as const;

const knownNames = [schedulerRoleName, "daylily-eventbridge-scheduler"] as const;

/** `absent`: the caller may make one; `unknown`: there may be one, and nobody may look. */
export type SchedulerRoleLook =
  | { readonly is: "present"; readonly arn: string }
  | { readonly is: "absent" }
  | { readonly is: "unknown" };

/**
 * The role that sends heartbeats: the configured one, else the first of four environment variables, else the first
 * existing role of two names.
 *
 * A look-up that is denied is a warning and the next name is tried; any other failure is thrown. An ARN that is given
 * but malformed is `DAY-CFG-003`.
 */
export async function resolveSchedulerRole(
  aws: Aws,
  { configured, environment, emit = () => {} }: {
    readonly configured?: string;
    readonly environment: Pick<Environment, "get">;
    readonly emit?: Emit;
  },
): Promise<SchedulerRoleLook> {
  if (configured) return checked(configured, "heartbeat_scheduler_role_arn");
  for (const name of schedulerRoleVariables) {
    const value = environment.get(name);
    if (value) return checked(value, name);
  }
  let is: "absent" | "unknown" = "absent";
  for (const name of knownNames) {
    const look = await existingRole(aws, name, emit);
    if (look.is === "present") return look;
    if (look.is === "unknown") is = "unknown";
  }
  return { is };
}

function checked(arn: string, source: string): SchedulerRoleLook {
  if (isRoleArn(arn)) return { is: "present", arn };
  throw new DayError("DAY-CFG-003", `${source} is not the ARN of an IAM role: ${JSON.stringify(arn)}`, {
    fix: "write it as arn:aws:iam::ACCOUNT:role/NAME",
  });
}

async function existingRole(aws: Aws, name: string, emit: Emit): Promise<SchedulerRoleLook> {
  try {
    const arn = await roleArn(aws, name);
    return arn === undefined ? { is: "absent" } : { is: "present", arn };
  } catch (error) {
    if (!isDenied(error)) throw error;
    const message = `The IAM role ${name} could not be looked up: the permission iam:GetRole is missing`;
    emit({ code: "heartbeat.role_lookup_denied", level: "warn", message, data: { role: name } });
    return { is: "unknown" };
  }
}
