import type { CreateScheduleCommandInput } from "@aws-sdk/client-scheduler";
import { z } from "zod";
import { moment } from "../../names/deadline.ts";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Found, Resource, Writable } from "../resource.ts";
import { group, removeScheduleByName } from "./schedule_by_name.ts";
import { untilPropagated } from "./until_propagated.ts";

/**
 * `expression` is `rate(...)`, `cron(...)` or `at(...)` in UTC. `target` is a topic, or an operation of AWS (a universal target),
 * `input` the text of the mail, or the parameters of the operation. `start` and `end` are ISO 8601 in UTC, "" for none;
 * `afterCompletion` says whether the schedule itself goes after its last time.
 */
export type ScheduleSpec = {
  account: string;
  region: string;
  name: string;
  expression: string;
  target: string;
  roleArn: string;
  input: string;
  start: string;
  end: string;
  afterCompletion: "NONE" | "DELETE";
  state: "ENABLED" | "DISABLED";
};
export type ScheduleOut = { arn: string };

/**
 * A schedule of a cluster: it publishes the heartbeat or a single mail, or deletes the cluster's stack.
 *
 * Optional settings made by hand (time zone, dead-letter queue, retries) are not managed, and fall back to the service's defaults
 * when the schedule is written again.
 */
export const schedule: Resource<AwsDeps, ScheduleSpec, ScheduleOut> = {
  kind: "schedule",
  layer: "heartbeat",
  actions: {
    find: ["scheduler:GetSchedule"],
    write: ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "iam:PassRole"],
    remove: ["scheduler:DeleteSchedule"],
  },
  spec: z.object({
    account: z.string(),
    region: z.string(),
    name: z.string(),
    expression: z.string(),
    target: z.string(),
    roleArn: z.string(),
    input: z.string(),
    start: z.string(),
    end: z.string(),
    afterCompletion: z.enum(["NONE", "DELETE"]),
    state: z.enum(["ENABLED", "DISABLED"]),
  }),
  labels: {
    expression: "schedule",
    roleArn: "role",
    input: "message",
    start: "first time",
    end: "last time",
    afterCompletion: "what follows the last time",
  },
  key: ({ account, region, name }) => `${account}/${region}/${name}`,
  title: ({ name }) => `schedule ${name}`,
  find: findSchedule,
  // IAM makes a new role known to the scheduler a moment later.
  write: (deps, wanted, found, token) =>
    untilPropagated(deps, () => writeSchedule(deps, wanted, found, token), isUnknownRole),
  remove: removeScheduleByName,
};

async function findSchedule({ aws }: AwsDeps, spec: ScheduleSpec): Promise<Found<ScheduleSpec, ScheduleOut>> {
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
        target: seen.Target?.Arn ?? "",
        roleArn: seen.Target?.RoleArn ?? "",
        input: seen.Target?.Input ?? "",
        start: momentOf(seen.StartDate),
        end: momentOf(seen.EndDate),
        afterCompletion: seen.ActionAfterCompletion === "DELETE" ? "DELETE" : "NONE",
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
  { aws }: AwsDeps,
  wanted: ScheduleSpec,
  found: Writable<ScheduleSpec, ScheduleOut>,
  token: string,
): Promise<void> {
  const { CreateScheduleCommand, UpdateScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  const input: CreateScheduleCommandInput = {
    Name: wanted.name,
    GroupName: group,
    ScheduleExpression: wanted.expression,
    FlexibleTimeWindow: { Mode: "OFF" },
    ...(wanted.start === "" ? {} : { StartDate: new Date(wanted.start) }),
    ...(wanted.end === "" ? {} : { EndDate: new Date(wanted.end) }),
    ...(wanted.afterCompletion === "NONE" ? {} : { ActionAfterCompletion: wanted.afterCompletion }),
    State: wanted.state,
    Target: { Arn: wanted.target, RoleArn: wanted.roleArn, Input: wanted.input },
    ClientToken: token,
  };
  await (found.is === "ready"
    ? scheduler.send(new UpdateScheduleCommand(input))
    : scheduler.send(new CreateScheduleCommand(input)));
}

function momentOf(date: Date | undefined): string {
  return date === undefined ? "" : moment(date);
}

/** The scheduler refuses a role for some seconds after it was created. */
function isUnknownRole(error: unknown): boolean {
  return isAwsError(error, "Validation") && error instanceof Error && /role/i.test(error.message) &&
    /assume/i.test(error.message);
}
