import { clusterCommand } from "../names/cluster_command.ts";
import type { Thing } from "./scene/lister.ts";
import { type RegionStacks, stackOf } from "../aws/pcluster/region_stacks.ts";

/** A thing with what is to become of it. `why` and `remove` are those of the thing, with what that means for them. */
export type Row = {
  readonly is: "left" | "kept";
  readonly thing: Thing;
  readonly why: string;
  readonly remove: string;
};

/**
 * Whether a thing is left over. Kept is what all clusters share, what a cluster that stands needs, and what stays on purpose.
 *
 * @param stacks those of its region; nothing when they could not be read
 */
export function judge(thing: Thing, stacks: RegionStacks | undefined): Row {
  const { cluster, region, stays, purge, heldIn, why, remove } = thing;
  const kept = (reason: string, command = remove): Row => ({
    is: "kept",
    thing,
    why: `${why}; ${reason}`,
    remove: command,
  });
  const left = (reason: string): Row => ({ is: "left", thing, why: `${why}; ${reason}`, remove });
  if (cluster === undefined) return kept("shared by all clusters");
  if (heldIn !== undefined) {
    return kept(`in use by the cluster ${cluster} in ${heldIn}`, clusterCommand("delete", cluster, heldIn));
  }
  const stack = stacks && stackOf(stacks, cluster);
  if (stack?.phase === "stands") {
    return kept(`in use: cluster ${cluster} exists (${stack.status})`, clusterCommand("delete", cluster, region));
  }
  if (stays !== undefined) return kept(`stays: ${stays}`, purge);
  if (stacks === undefined) {
    return left(`it is not known whether cluster ${cluster} exists, because its stack could not be read`);
  }
  if (stack?.phase === "going") return left(`cluster ${cluster} is being deleted`);
  return left(
    stack === undefined ? `cluster ${cluster} no longer exists` : `the stack of ${cluster} is in ${stack.status}`,
  );
}
