import type { SpotConfig } from "../config/spot_config.ts";
import { findThings } from "../region/find_things.ts";
import type { Marks } from "../region/marks.ts";
import { type LeftThing, removeThings } from "../region/remove_things.ts";
import { sideBySide } from "../side_by_side.ts";
import { inRegion, type SpotTaskDeps } from "../spot_task_deps.ts";
import { withoutMachines, withoutRegions } from "../state/changes.ts";
import type { State } from "../state/open_state.ts";

type Removal = {
  readonly config: SpotConfig;
  readonly state: State;
  readonly marks: Marks;
  readonly account: string;
  readonly regions: readonly string[];
};

/** Removes all that one deployment has made, and the networks that nobody else uses. */
export async function removeDeployment(
  deps: SpotTaskDeps,
  { config, state, marks, account, regions }: Removal,
): Promise<readonly LeftThing[]> {
  const left = await sideBySide(regions, 32, async (region) => {
    const there = inRegion(deps, region, marks, config.timeouts.vpc_cleanup * 1000);
    const things = await findThings(there, account);
    const instances = things.filter(({ kind }) => kind === "spot-instance");
    const others = instances.filter(({ deployment }) => deployment !== marks.deployment);
    const inUse = new Set(others.map(({ vpc }) => vpc));
    const meant = things.filter(({ deployment, vpc, isManaged }) =>
      isManaged && deployment === marks.deployment && !inUse.has(vpc)
    );
    const own = instances.filter(({ deployment, isManaged }) => isManaged && deployment === marks.deployment);
    const outcome = await removeThings(there, [...new Set([...meant, ...own])], {
      termination: config.timeouts.termination * 1000,
      wait: true,
      fleets: state.now().deployments[marks.deployment]?.regions[region]?.fleet_ids ?? [],
      keepFleets: others.map(({ fleet }) => fleet),
      onGone: (ids) => state.update(withoutMachines(ids), "delete"),
    });
    if (outcome.left.length === 0) await state.update(withoutRegions([region], marks.deployment), "delete");
    return outcome.left;
  });
  return left.flat();
}
