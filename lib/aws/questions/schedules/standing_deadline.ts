import { moment } from "../../../names/deadline.ts";
import { expiryNames } from "../../../names/expiry_names.ts";
import { isAwsError } from "../../aws_error.ts";
import type { Aws } from "../../session.ts";

export const standingDeadlineActions = ["scheduler:GetSchedule"] as const;

/**
 * When a stack ends by itself, ISO 8601 in UTC, as the schedule of its cluster says; "" when it has no deadline. The schedule of an
 * earlier cluster of the same name, which stands for another day, does not count.
 */
export async function standingDeadline(aws: Aws, cluster: string, stackArn: string): Promise<string> {
  const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  try {
    const found = await scheduler.send(
      new GetScheduleCommand({ Name: expiryNames(cluster).expiry, GroupName: "default" }),
    );
    const isItsOwn = found.Target?.Input?.includes(`"${stackArn}"`);
    return isItsOwn && found.StartDate !== undefined ? moment(found.StartDate) : "";
  } catch (error) {
    if (isAwsError(error, "ResourceNotFound")) return "";
    throw error;
  }
}
