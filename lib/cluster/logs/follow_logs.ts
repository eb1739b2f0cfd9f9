import { explainAwsError, isThrottle } from "../../aws/aws_error.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { type LogLine, type LogQuery, readLogs, readLogsActions } from "./read_logs.ts";

/** Milliseconds between looks. */
const pause = 5_000;

/** Lines may arrive so many milliseconds after the time they bear. */
const delay = 60_000;

/** Reads what comes, for ever. It ends by being aborted. */
export async function followLogs(
  { aws, clock, signal }: AwsDeps,
  query: LogQuery,
  tell: (lines: readonly LogLine[]) => void,
): Promise<never> {
  const told = new Map<string, number>();
  let { since } = query;
  for (;;) {
    try {
      const fresh = (await readLogs(aws, { ...query, since })).filter(({ id }) => !told.has(id));
      for (const { id, time } of fresh) told.set(id, Date.parse(time));
      if (fresh.length > 0) tell(fresh);
      since = Math.max(since, ...[...told.values()].map((time) => time - delay));
      for (const [id, time] of told) if (time < since) told.delete(id);
    } catch (error) {
      signal.throwIfAborted();
      if (!isThrottle(error)) throw explainAwsError(error, `reading ${query.group}`, readLogsActions);
    }
    await clock.sleep(pause, signal);
  }
}
