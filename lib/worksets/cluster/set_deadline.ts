import type { Held } from "../protocol/hold.ts";
import { runToEnd } from "../steps/run_child.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/** A deadline is no sooner than this (hours). */
export const leastDeadline = 2;

type Cluster = { readonly name: string; readonly region: string; readonly profile?: string };

/** Gives a cluster a deadline of its own. @returns whether it was done; it cannot be where the account lacks the role */
export async function setDeadline(deps: WorkDeps, held: Held, cluster: Cluster, hours: number): Promise<boolean> {
  return await extend(deps, held, cluster, ["--ttl", `${hours}h`]);
}

/** Takes its deadline away from a cluster that is used again. It is a warning when that fails. */
export async function cancelDeadline(deps: WorkDeps, held: Held, cluster: Cluster): Promise<void> {
  if (await extend(deps, held, cluster, ["--cancel"])) return;
  const { workset } = held.place;
  const { name } = cluster;
  const text =
    `${workset}: the deletion deadline of cluster ${name} could not be cancelled; AWS may delete the cluster during the run`;
  deps.say("warn", text, { event: "kept", workset, cluster: name });
}

async function extend(
  deps: WorkDeps,
  held: Held,
  { name, region, profile = "" }: Cluster,
  words: readonly string[],
): Promise<boolean> {
  const argv = deps.ownTask("extend", ["--cluster", name, "--region", region, "--profile", profile, ...words]);
  return (await runToEnd(deps, held, { label: "extend cluster", argv, code: "WS-CLU-004" })).code === 0;
}
