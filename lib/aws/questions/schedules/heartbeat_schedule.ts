import { heartbeatScheduleName } from "../../../names/heartbeat_names.ts";
import { isAwsError } from "../../aws_error.ts";
import type { Aws } from "../../session.ts";

/** When a schedule fires. `since`: from when it counts where it has no start. */
export type Timetable = {
  readonly expression: string;
  readonly isOn: boolean;
  readonly since: Date | undefined;
  readonly start: Date | undefined;
  readonly end: Date | undefined;
};

/** The timetable of a cluster's heartbeat; nothing when it has none. */
export async function heartbeatSchedule(aws: Aws, cluster: string): Promise<Timetable | undefined> {
  const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  try {
    const Name = heartbeatScheduleName(cluster);
    const found = await scheduler.send(new GetScheduleCommand({ Name, GroupName: "default" }));
    return {
      expression: found.ScheduleExpression ?? "",
      isOn: found.State !== "DISABLED",
      since: found.CreationDate,
      start: found.StartDate,
      end: found.EndDate,
    };
  } catch (error) {
    if (isAwsError(error, "ResourceNotFound")) return undefined;
    throw error;
  }
}
