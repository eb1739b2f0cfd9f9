import { noteDate } from "../note_date.ts";
import type { Aws } from "../session.ts";

/**
 * What time it is for AWS, to a second, from the `Date` of an answer, also one that refuses a request because of our own time; nothing
 * where no answer came.
 */
export async function serviceTime(aws: Aws): Promise<Date | undefined> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const command = new GetCallerIdentityCommand({});
  const date = noteDate(command);
  await (await aws.sts()).send(command).catch(() => {});
  const time = date();
  return Number.isNaN(time) ? undefined : new Date(time);
}
