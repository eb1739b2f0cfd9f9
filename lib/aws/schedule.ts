import type { CreateScheduleCommandInput } from "@aws-sdk/client-scheduler";
import { z } from "zod";
import { isAwsError } from "./aws_error.ts";
import { halfWritten } from "./half_written.ts";
import { partitionOf } from "./partition_of.ts";
import type { Found, Resource } from "./resource.ts";
import type { Aws } from "./session.ts";
import { type Sleep, untilPropagated } from "./until_propagated.ts";

/** `expression` is `rate(...)` or `cron(...)` in UTC; `message` is the text of the mail. */
export type ScheduleSpec = {
  account: string;
  region: string;
  name: string;
  expression: string;
  topicArn: string;
  roleArn: string;
  message: string;
  state: "ENABLED" | "DISABLED";
};
export type ScheduleOut = { arn: string };

const group = "default";

/** The schedule that publishes a cluster's reminder. */
export const schedule: Resource<Aws, ScheduleSpec, ScheduleOut> = scheduleWith();

/**
 * Optional settings made by hand (time zone, dead-letter queue, retries, end date) are not managed, and fall back to
 * the service's defaults when the schedule is written again.
 *
 * @param sleep waits while IAM makes a new role known to the scheduler
 * @see spec/setup-heartbeat.md section 5, spec/decisions.md 3.7
 */
export function scheduleWith(sleep?: Sleep): Resource<Aws, ScheduleSpec, ScheduleOut> {
  return {
    kind: "schedule",
    existing: "repair",
    actions: [
      "scheduler:GetSchedule",
      "scheduler:CreateSchedule",
      "scheduler:UpdateSchedule",
      "scheduler:DeleteSchedule",
      "iam:PassRole",
    ],
    spec: z.object({
      account: z.string(),
      region: z.string(),
      name: z.string(),
      expression: z.string(),
      topicArn: z.string(),
      roleArn: z.string(),
      message: z.string(),
      state: z.enum(["ENABLED", "DISABLED"]),
    }),
    key: ({ account, region, name }) =>
      `arn:${partitionOf(region)}:scheduler:${region}:${account}:schedule/${group}/${name}`,
    find: findSchedule,
    write: (aws, wanted, found, token) =>
      untilPropagated(() => writeSchedule(aws, wanted, found, token), isUnknownRole, sleep),
    remove: removeSchedule,
  };
}

async function findSchedule(aws: Aws, spec: ScheduleSpec): Promise<Found<ScheduleSpec, ScheduleOut>> {
  const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  try {
    const seen = await scheduler.send(new GetScheduleCommand({ Name: spec.name, GroupName: group }));
    const { account, region, name } = spec;
    return {
      is: "ready",
      spec: {
        account,
        region,
        name,
        expression: seen.ScheduleExpression ?? "",
        topicArn: seen.Target?.Arn ?? "",
        roleArn: seen.Target?.RoleArn ?? "",
        message: seen.Target?.Input ?? "",
        state: seen.State === "DISABLED" ? "DISABLED" : "ENABLED",
      },
      out: { arn: seen.Arn ?? "" },
    };
  } catch (error) {
    if (isAwsError(error, "ResourceNotFound")) return { is: "absent" };
    throw error;
  }
}

async function writeSchedule(
  aws: Aws,
  wanted: ScheduleSpec,
  found: Found<ScheduleSpec, ScheduleOut>,
  token: string,
): Promise<void> {
  const { CreateScheduleCommand, UpdateScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  const input: CreateScheduleCommandInput = {
    Name: wanted.name,
    GroupName: group,
    ScheduleExpression: wanted.expression,
    FlexibleTimeWindow: { Mode: "OFF" },
    State: wanted.state,
    Target: { Arn: wanted.topicArn, RoleArn: wanted.roleArn, Input: wanted.message },
    ClientToken: token,
  };
  const update = () => scheduler.send(new UpdateScheduleCommand(input));
  if (found.is === "ready") return void await update();
  try {
    await scheduler.send(new CreateScheduleCommand(input));
  } catch (error) {
    if (!isAwsError(error, "Conflict")) throw error;
    // The one that is there may be our own, whose answer was lost.
    await update().catch((error) => {
      throw halfWritten(error, `updating the schedule ${wanted.name}`, ["scheduler:UpdateSchedule"]);
    });
  }
}

async function removeSchedule(aws: Aws, { name }: ScheduleSpec): Promise<void> {
  const { DeleteScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  try {
    await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: group }));
  } catch (error) {
    if (!isAwsError(error, "ResourceNotFound")) throw error;
  }
}

/** The scheduler refuses a role for some seconds after it was created. */
function isUnknownRole(error: unknown): boolean {
  return isAwsError(error, "Validation") && error instanceof Error && /role/i.test(error.message) &&
    /assume/i.test(error.message);
}
