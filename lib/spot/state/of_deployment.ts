import type { Machine } from "./machines.ts";
import type { State } from "./open_state.ts";

/** The nodes of a deployment that are written down, by region and zone. */
export function machinesOf(state: State, deployment: string): readonly Machine[] {
  return Object.values(state.now().machines).filter(({ deployment_id }) => deployment_id === deployment)
    .toSorted((one, other) =>
      one.region < other.region ? -1 : one.region > other.region ? 1 : one.zone < other.zone ? -1 : 1
    );
}

/** How many nodes of a deployment are wanted. */
export function slotsOf(state: State, deployment: string): number {
  const { regions = {} } = state.now().deployments[deployment] ?? {};
  return Object.values(regions).reduce((sum, { slots }) => sum + slots, 0);
}
