import type { Clock } from "../../host/clock.ts";
import { advice, command, joined } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { elapsed } from "../../host/events/elapsed.ts";
import { poll } from "../../host/poll.ts";
import type { FailureCauses } from "./failure_causes.ts";
import { pclusterCommand } from "./pcluster_command.ts";
import { clusterStatus, type PclusterDeps } from "./pcluster.ts";
import { type TellDeps, tellWatch } from "./tell_watch.ts";

export type WatchDeps = TellDeps & {
  readonly pcluster: PclusterDeps;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Why the creation failed, as far as it can be known. */
  readonly causes: () => Promise<FailureCauses>;
  /** Whether its stack was there when the watch began. */
  readonly isThere?: boolean;
  /** Whether a cluster that is not there yet is still to be expected; without it, it always is. */
  readonly isComing?: () => Promise<boolean>;
};

export type WatchEnd = "created" | "deleted";

const pause = 5_000;
/** So many bad answers in a row end the watch. */
const patience = 5;

/**
 * Watches a cluster that is being created until it is, asking `pcluster` every five seconds. A look that fails says nothing about
 * the cluster and does not count; a bad or unreadable answer does, and five in a row are a failure.
 *
 * @param limit milliseconds for the whole watch
 * @throws DayError DAY-PC-003 with the causes, DAY-PC-004 at the limit, DAY-CLU-001 when the cluster is no longer to be expected;
 *   the signal's reason when it is aborted
 */
export async function watchCreation(deps: WatchDeps, cluster: string, limit: number): Promise<WatchEnd> {
  let bad = 0;
  let seen = deps.isThere ?? false;
  const end = await poll(deps, { pauses: [pause], endless: true }, async (waited): Promise<WatchEnd | undefined> => {
    const { status, finished } = await clusterStatus(deps.pcluster, cluster);
    if (status === "CREATE_COMPLETE") return "created";
    const isAbsent = status === undefined && finished.code !== 0 && /does not exist/.test(finished.stdout);
    if (isAbsent && seen) return "deleted";
    if (isAbsent && await deps.isComing?.() === false) {
      throw new DayError(
        "DAY-CLU-001",
        `there is no cluster ${cluster} in ${deps.pcluster.region}: its creation has ended`,
      );
    }
    // It may have gone between two looks, while this machine slept.
    seen ||= status !== undefined;
    const isBad = finished.code === 0 && status !== "CREATE_IN_PROGRESS" && status !== "DELETE_IN_PROGRESS";
    if (finished.code === 0) bad = isBad ? bad + 1 : 0;
    if (bad >= patience) throw await creationFailed(deps, cluster, status);
    if (waited >= limit) throw await tooLate(deps, cluster, waited);
    const unknown = isAbsent ? "its stack does not exist yet" : "its state cannot be read at the moment; trying again";
    await tellWatch(deps, cluster, status ?? unknown, waited);
    return undefined;
  });
  if (end === undefined) throw new Error("an endless poll has ended");
  return end;
}

async function creationFailed(deps: WatchDeps, cluster: string, status?: string): Promise<DayError> {
  const { causes, hints } = await deps.causes();
  const text = [`cluster ${cluster} is in ${status ?? "an unreadable state"}`, ...causes.map((cause) => `  ${cause}`)];
  const removal = pclusterCommand(deps.pcluster, ["delete-cluster", "-n", cluster, "--region", deps.pcluster.region]);
  const fix = joined([...hints, advice`delete what is left with: ${command(removal)}`], "\n");
  return new DayError("DAY-PC-003", text.join("\n"), { fix });
}

async function tooLate(deps: WatchDeps, cluster: string, waited: number): Promise<DayError> {
  const { causes, hints } = await deps.causes();
  const text = [`cluster ${cluster} was not created within ${elapsed(waited)}`, ...causes.map((cause) => `  ${cause}`)];
  const fix = hints.length === 0 ? undefined : joined(hints, "\n");
  return new DayError("DAY-PC-004", text.join("\n"), { fix });
}
