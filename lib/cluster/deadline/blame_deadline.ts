import { advice, command } from "../../host/errors/advice.ts";
import { stackStatus } from "../../aws/questions/stack_status.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { isPast } from "../../names/deadline.ts";
import type { Ending } from "../../names/deadline_messages.ts";
import type { Creation } from "../create_deps.ts";
import { resumeWithTtl } from "./resume_with_ttl.ts";

/**
 * Does something with a cluster; when that fails because the deadline has taken the cluster away meanwhile, the deadline is named.
 *
 * @throws DayError DAY-TTL-001, or the failure as it is
 */
export async function blameDeadline<T>(
  { deps: { aws, clock, signal }, id, request }: Creation,
  ending: Ending | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    signal.throwIfAborted();
    if (ending === undefined || !isPast(ending.deadline, clock.now())) throw cause;
    const status = await stackStatus(aws, ending.cluster).catch(() => "");
    if (status !== undefined && !status.startsWith("DELETE_")) throw cause;
    const { cluster, deadline } = ending;
    throw new DayError(
      "DAY-TTL-001",
      `AWS deleted cluster ${cluster}, because its deletion deadline ${deadline} has passed`,
      {
        cause,
        fix: advice`create it again: ${command(resumeWithTtl(cluster, id, request.ttl))}`,
      },
    );
  }
}
