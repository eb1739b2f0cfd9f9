import type { Aws } from "../../aws/session.ts";
import { DayError } from "../../host/errors/day_error.ts";

export const readLogsActions = ["logs:DescribeLogStreams", "logs:FilterLogEvents"] as const;

/** One line of a log. `time` is UTC, ISO 8601; `stream` says which node and which file. */
export type LogLine = { readonly id: string; readonly time: string; readonly stream: string; readonly message: string };

export type LogQuery = {
  readonly group: string;
  /** Only streams whose names have this in them; "" takes all. */
  readonly stream: string;
  /** Milliseconds since 1970; 0 takes all. */
  readonly since: number;
};

/** The service takes no more names at once. */
const mostNames = 100;

/** The lines that fit, in the order of time. @throws DayError DAY-LOG-001 when no stream's name fits */
export async function readLogs(aws: Aws, query: LogQuery): Promise<readonly LogLine[]> {
  if (query.stream === "") return await lines(aws, query);
  const names = await streamNames(aws, query);
  const read: LogLine[] = [];
  for (let at = 0; at < names.length; at += mostNames) {
    read.push(...await lines(aws, query, names.slice(at, at + mostNames)));
  }
  return inTime(read);
}

async function streamNames(aws: Aws, { group, stream }: LogQuery): Promise<readonly string[]> {
  const { paginateDescribeLogStreams } = await import("@aws-sdk/client-cloudwatch-logs");
  const all: string[] = [];
  const pages = paginateDescribeLogStreams({ client: await aws.logs() }, { logGroupName: group });
  for await (const { logStreams = [] } of pages) {
    all.push(...logStreams.flatMap(({ logStreamName }) => logStreamName ?? []));
  }
  const fitting = all.filter((name) => name.includes(stream));
  if (fitting.length > 0) return fitting;
  const files = [...new Set(all.map((name) => name.split(".").at(-1) ?? name))].sort();
  throw new DayError("DAY-LOG-001", `no log stream of ${group} has ${JSON.stringify(stream)} in its name`, {
    fix: files.length === 0
      ? "nothing has been logged yet; try again in a few minutes"
      : `its logs are ${files.join(", ")}`,
  });
}

async function lines(
  aws: Aws,
  { group, since }: LogQuery,
  logStreamNames?: string[],
): Promise<readonly LogLine[]> {
  const { paginateFilterLogEvents } = await import("@aws-sdk/client-cloudwatch-logs");
  const read: LogLine[] = [];
  const asked = { logGroupName: group, startTime: since, ...(logStreamNames && { logStreamNames }) };
  for await (const { events = [] } of paginateFilterLogEvents({ client: await aws.logs() }, asked)) {
    for (const { eventId: id = "", timestamp = 0, logStreamName: stream = "", message = "" } of events) {
      read.push({ id, time: new Date(timestamp).toISOString(), stream, message: message.trimEnd() });
    }
  }
  return inTime(read);
}

function inTime(some: readonly LogLine[]): readonly LogLine[] {
  return some.toSorted((one, other) => one.time < other.time ? -1 : Number(one.time > other.time));
}
