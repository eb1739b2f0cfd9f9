import { advice, command } from "../../host/errors/advice.ts";
import { stackEvents } from "../../aws/questions/stack_events.ts";
import { stackFailures } from "../../aws/questions/stack_failures.ts";
import type { Aws } from "../../aws/session.ts";
import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { elapsed } from "../../host/events/elapsed.ts";
import { poll } from "../../host/poll.ts";
import type { Finished } from "../../host/processes.ts";
import { type ClusterLook, lookAtCluster } from "../pcluster/look_at_cluster.ts";
import { type PclusterDeps, rejection } from "../pcluster/pcluster.ts";
import { stackNews } from "../pcluster/stack_news.ts";
import { type TellDeps, tellWatch } from "../pcluster/tell_watch.ts";

export type DeletionDeps = Pick<TellDeps, "emit"> & {
  readonly aws: Aws;
  readonly pcluster: PclusterDeps;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type WatchedDeletion = {
  readonly cluster: string;
  /** Its ARN, under which it is known also when it is gone; its name where nobody told. */
  readonly stack: string;
  /** What `pcluster delete-cluster` said. */
  readonly asked: Finished;
  /** The command that goes on. */
  readonly again: string;
};

const pause = 15_000;
/** So many looks in a row that fail end the watch. */
const patience = 5;
/** So many looks in a row find a cluster that nobody deletes: fewer where `pcluster` had failed. */
const idleLooks = { asked: 5, failed: 2 };
const limit = 90 * 60_000;

/**
 * Watches a cluster that is being deleted until it is gone. A failed look says nothing about the cluster.
 *
 * @throws DayError DAY-PC-005 when the deletion never begins, DAY-PC-006 with the causes when it fails, DAY-PC-007 after five failed
 * looks in a row, DAY-AWS-004 after 90 minutes
 */
export async function watchDeletion(deps: DeletionDeps, watched: WatchedDeletion): Promise<void> {
  const { cluster, stack, asked, again } = watched;
  const telling = { emit: deps.emit, news: stackNews(deps.aws, stack) };
  let [failed, idle] = [0, 0];
  await poll(deps, { pauses: [pause], endless: true }, async (waited): Promise<true | undefined> => {
    const look = await lookAtCluster(deps.aws, deps.pcluster, cluster);
    const state = stateOf(look);
    if (look.is === "absent" || state === "DELETE_COMPLETE") return true;
    failed = look.is === "unknown" ? failed + 1 : 0;
    if (look.is === "unknown" && failed >= patience) throw unreadable(cluster, look.why, again);
    if (state === "DELETE_FAILED") throw await deletionFailed(deps, watched);
    if (look.is !== "unknown") idle = state === "DELETE_IN_PROGRESS" ? 0 : idle + 1;
    if (idle >= (asked.code === 0 ? idleLooks.asked : idleLooks.failed)) {
      const args = ["delete-cluster", "-n", cluster, "--region", deps.pcluster.region];
      throw rejection(deps.pcluster, "DAY-PC-005", args, asked, { causes: [`the cluster is still in ${state}`] });
    }
    if (waited >= limit) {
      const message = `cluster ${cluster} was not deleted within ${elapsed(waited)}; it is in ${state}`;
      throw new DayError("DAY-AWS-004", message, { fix: advice`continue the deletion with: ${command(again)}` });
    }
    await tellWatch(telling, cluster, state, waited);
    return undefined;
  });
}

function stateOf(look: ClusterLook): string {
  if (look.is === "unknown") return "its state cannot be read at the moment; trying again";
  return look.is === "absent" ? "" : look.status;
}

/** The error for a cluster that could not be looked at. @param again the command that looks again */
export function unreadable(cluster: string, why: string, again: string): DayError {
  const message = `cluster ${cluster} could not be described, so it is not known whether it was deleted: ${why}`;
  return new DayError("DAY-PC-007", message, {
    fix: advice`correct this, then continue the deletion with: ${command(again)}`,
  });
}

async function deletionFailed({ aws }: DeletionDeps, { cluster, stack, again }: WatchedDeletion): Promise<DayError> {
  const causes = await causesOf(aws, stack).catch(() => []);
  const text = [`cluster ${cluster} is in DELETE_FAILED`, ...causes.map((cause) => `  ${cause}`)];
  return new DayError("DAY-PC-006", text.join("\n"), {
    fix: advice`correct this, then continue the deletion with: ${command(again)}`,
  });
}

/** What failed by itself since this deletion began; an earlier one may have failed at something else. */
async function causesOf(aws: Aws, stack: string): Promise<readonly string[]> {
  const events = await stackEvents(aws, stack);
  const isOwn = ({ physicalId }: { readonly physicalId: string }) => physicalId === events[0]?.physicalId;
  const began = events.findLast((event) => isOwn(event) && event.status === "DELETE_IN_PROGRESS")?.at ?? "";
  const failures = (await stackFailures(aws, stack)).filter(({ at, status }) =>
    status === "DELETE_FAILED" && at >= began
  );
  const roots = failures.filter(({ type }) => type !== "AWS::CloudFormation::Stack");
  return (roots.length > 0 ? roots : failures).map(({ logicalId, type, reason }) =>
    `${logicalId} (${type}): ${reason}`
  );
}
