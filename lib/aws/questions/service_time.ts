import type { Aws } from "../session.ts";

/**
 * What time it is for AWS, to a second, from the `Date` of an answer, also one that refuses a request because of our own time; nothing
 * where no answer came.
 */
export async function serviceTime(aws: Aws): Promise<Date | undefined> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const command = new GetCallerIdentityCommand({});
  let date: string | undefined;
  command.middlewareStack.add((next) => async (given) => {
    const result = await next(given);
    const { headers = {} } = result.response as { readonly headers?: Readonly<Record<string, string>> };
    date = headers.date ?? date;
    return result;
  }, { step: "deserialize", name: "serviceTime", priority: "low" });
  await (await aws.sts()).send(command).catch(() => {});
  const time = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time);
}
