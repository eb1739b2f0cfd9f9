import { journalOf } from "../protocol/journal_of.ts";
import { leaseTimes } from "../protocol/lease_times.ts";
import type { ProtocolDeps } from "../protocol/protocol_deps.ts";
import { placeOf, sight } from "../protocol/sighting.ts";
import type { WorkOptions } from "../steps/work_deps.ts";
import type { SharedCluster } from "./shared_cluster.ts";

type Deps = Pick<ProtocolDeps, "store" | "clock"> & { readonly options: Pick<WorkOptions, "root"> };

export type Looking = {
  readonly leaseSeconds: number;
  /** When a user's workset was seen to be gone first (`clock.ticks`). */
  readonly gone: Map<string, number>;
};

/** Those users of a shared cluster that still are some: the journal of a workset says whether it has left. */
export async function usersOf(deps: Deps, shared: SharedCluster, looking: Looking): Promise<readonly string[]> {
  const users: string[] = [];
  for (const user of shared.users) if (await isUser(deps, shared, user, looking)) users.push(user);
  return users;
}

async function isUser(deps: Deps, shared: SharedCluster, user: string, { leaseSeconds, gone }: Looking) {
  const { store, clock, options } = deps;
  const place = placeOf(options.root, user);
  const key = `${shared.region} ${shared.name} ${user}`;
  const cluster = (await journalOf(store, place))?.value.cluster;
  if (cluster !== undefined) gone.delete(key);
  // It notes that it will be a user before it is one.
  if (cluster !== undefined) {
    const isSame = cluster.name === shared.name && cluster.region === shared.region;
    return isSame && cluster.shared === true && !cluster.destroyed;
  }
  // Somebody has taken the workset away, or begun it anew. Who still works on it learns of that at the next renewal of his lease.
  const { lock } = (await sight(store, place)).sentinels;
  const now = clock.ticks();
  const since = lock === undefined ? gone.get(key) ?? now : now;
  gone.set(key, since);
  return now - since < leaseTimes(leaseSeconds).lockless;
}
