import type { StackEvent } from "../../aws/questions/stack_events.ts";
import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { elapsed } from "../../host/events/elapsed.ts";
import type { Emit } from "../../host/events/events.ts";
import { poll } from "../../host/poll.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import type { FailureCauses } from "./failure_causes.ts";
import { pclusterCommand } from "./pcluster_command.ts";
import { clusterStatus, type PclusterDeps } from "./pcluster.ts";

export type WatchDeps = {
  readonly pcluster: PclusterDeps;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** What happened in the stack since the last call, newest last. */
  readonly news: () => Promise<readonly StackEvent[]>;
  /** Why the creation failed, as far as it can be known. */
  readonly causes: () => Promise<FailureCauses>;
};

export type WatchEnd = "created" | "deleted";

const pause = 5_000;
/** So many bad answers in a row end the watch (decision 3.2, D10). */
const patience = 5;

/**
 * Watches a cluster that is being created until it is, asking `pcluster` every five seconds. A look that fails says nothing about
 * the cluster and does not count; a bad or unreadable answer does, and five in a row are a failure.
 *
 * @param limit milliseconds for the whole watch
 * @throws DayError DAY-PC-003 with the causes, DAY-PC-004 at the limit; the signal's reason when it is aborted
 * @see spec/create-cluster.md 3.12
 */
export async function watchCreation(deps: WatchDeps, cluster: string, limit: number): Promise<WatchEnd> {
  let bad = 0;
  let deleting = false;
  const end = await poll(deps, { pauses: [pause], endless: true }, async (waited): Promise<WatchEnd | undefined> => {
    const { status, finished } = await clusterStatus(deps.pcluster, cluster);
    if (status === "CREATE_COMPLETE") return "created";
    if (deleting && status === undefined && finished.code !== 0 && /does not exist/.test(finished.stdout)) {
      return "deleted";
    }
    deleting ||= status === "DELETE_IN_PROGRESS";
    const isBad = finished.code === 0 && status !== "CREATE_IN_PROGRESS" && status !== "DELETE_IN_PROGRESS";
    if (finished.code === 0) bad = isBad ? bad + 1 : 0;
    if (bad >= patience) throw await creationFailed(deps, cluster, status);
    if (waited >= limit) throw await tooLate(deps, cluster, waited);
    await tell(deps, cluster, status ?? "its state cannot be read at the moment", waited);
    return undefined;
  });
  if (end === undefined) throw new Error("an endless poll has ended");
  return end;
}

/** Every look is one line of progress with the last thing that happened; failures stay on the screen. */
async function tell({ news, emit }: WatchDeps, cluster: string, state: string, waited: number): Promise<void> {
  const events = await orNothing(news);
  for (const { logicalId, status, reason } of events) {
    const level = status.endsWith("_FAILED") ? "warn" : "debug";
    const message = `${logicalId}: ${status}${reason === "" ? "" : ` (${reason})`}`;
    emit({ code: "watch.event", level, message });
  }
  const last = events.at(-1);
  const latest = last === undefined ? "" : `, ${last.logicalId} ${last.status}`;
  emit(waitEvent("wait.cluster", { subject: `cluster ${cluster}`, state: `${state}${latest}` }, waited));
}

/** News are a courtesy: that they cannot be had does not stop the watch. */
async function orNothing<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await ask();
  } catch {
    return [];
  }
}

async function creationFailed(deps: WatchDeps, cluster: string, status?: string): Promise<DayError> {
  const { causes, hints } = await deps.causes();
  const text = [`cluster ${cluster} is in ${status ?? "an unreadable state"}`, ...causes.map((cause) => `  ${cause}`)];
  const command = pclusterCommand(deps.pcluster, ["delete-cluster", "-n", cluster, "--region", deps.pcluster.region]);
  const fix = [...hints, `delete what is left with: ${command}`].join("\n");
  return new DayError("DAY-PC-003", text.join("\n"), { fix });
}

async function tooLate(deps: WatchDeps, cluster: string, waited: number): Promise<DayError> {
  const { causes, hints } = await deps.causes();
  const text = [`cluster ${cluster} was not created within ${elapsed(waited)}`, ...causes.map((cause) => `  ${cause}`)];
  const fix = hints.length === 0 ? undefined : hints.join("\n");
  return new DayError("DAY-PC-004", text.join("\n"), { fix });
}
