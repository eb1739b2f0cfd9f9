import type { ScheduleSummary } from "@aws-sdk/client-scheduler";
import { isAwsError } from "../../aws/aws_error.ts";
import { group as GroupName, removeScheduleByName } from "../../aws/resources/schedule_by_name.ts";
import type { Aws } from "../../aws/session.ts";
import { longestScheduleName } from "../../names/heartbeat_names.ts";
import { clusterOfSchedule, clusterOfTopic } from "../scene/heartbeat_owner.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";

/** The schedules of heartbeats and deadlines. */
export const schedules: Lister = {
  service: "schedules",
  reach: "region",
  actions: { list: ["scheduler:ListSchedules", "scheduler:GetSchedule"], remove: ["scheduler:DeleteSchedule"] },

  async list(scene) {
    const { paginateListSchedules } = await import("@aws-sdk/client-scheduler");
    const client = await scene.aws.scheduler();
    const found: ScheduleSummary[] = [];
    const input = { GroupName, NamePrefix: "daylily-" };
    for await (const page of paginateListSchedules({ client }, input)) found.push(...page.Schedules ?? []);
    return (await Promise.all(found.map((each) => thingsOf(scene, each)))).flat();
  },

  remove: ({ scene }, { id: name }) => removeScheduleByName(scene, { name }),
};

async function thingsOf({ aws, cluster: wanted, command }: Scene, seen: ScheduleSummary): Promise<Thing[]> {
  const { Name: id = "" } = seen;
  const cluster = id.length < longestScheduleName ? clusterOfSchedule(id) : await clusterOfTarget(aws, seen);
  return cluster === undefined || (wanted ?? cluster) !== cluster ? [] : [{
    service: "schedules",
    region: aws.region,
    id,
    cluster,
    why: `named after the cluster, for its ${id.endsWith("-heartbeat") ? "heartbeat" : "heartbeat or deadline"}`,
    usd_per_day: null,
    remove: command("scheduler", "delete-schedule", "--name", id),
  }];
}

/** A name that was cut fits several clusters: what the schedule does says whose it is. */
async function clusterOfTarget(aws: Aws, { Name = "", Target }: ScheduleSummary): Promise<string | undefined> {
  const byTopic = clusterOfTopic(Target?.Arn?.split(":").at(-1) ?? "");
  if (byTopic !== undefined) return isCutFrom(Name, byTopic) ? byTopic : undefined;
  const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const input = { Name, GroupName };
  const seen = await (await aws.scheduler()).send(new GetScheduleCommand(input)).catch((error) => {
    if (isAwsError(error, "ResourceNotFound")) return undefined;
    throw error;
  });
  const stack = /:stack\/([^/"]+)\//.exec(seen?.Target?.Input ?? "")?.[1];
  return stack !== undefined && isCutFrom(Name, stack) ? stack : undefined;
}

function isCutFrom(name: string, cluster: string): boolean {
  const beginning = `daylily-${cluster}-`;
  return name.startsWith(beginning) || beginning.startsWith(name);
}
