import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Found } from "../resource.ts";

/** A schedule as far as its name says it: for whoever wants it gone, whatever it does. */
export type NamedSchedule = { readonly account: string; readonly region: string; readonly name: string };

/** Schedules live in this group. */
export const group = "default";

export async function findScheduleByName(
  { aws }: AwsDeps,
  { name }: NamedSchedule,
): Promise<Found<null, { readonly arn: string }>> {
  const { GetScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  try {
    const { Arn = "" } = await scheduler.send(new GetScheduleCommand({ Name: name, GroupName: group }));
    return { is: "ready", spec: null, out: { arn: Arn } };
  } catch (error) {
    if (isAwsError(error, "ResourceNotFound")) return { is: "absent" };
    throw error;
  }
}

/** Absent counts as success. */
export async function removeScheduleByName(
  { aws }: Pick<AwsDeps, "aws">,
  { name }: Pick<NamedSchedule, "name">,
): Promise<void> {
  const { DeleteScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const scheduler = await aws.scheduler();
  try {
    await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: group }));
  } catch (error) {
    if (!isAwsError(error, "ResourceNotFound")) throw error;
  }
}
