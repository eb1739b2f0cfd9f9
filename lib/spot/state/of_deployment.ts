import type { Deployment, Machine, Machines } from "./machines.ts";
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

/**
 * How many nodes are wanted in all: those of deployments that came to nothing, that are being removed, or whose nodes have shut themselves
 * down, are not.
 */
export function nodesWanted({ deployments }: Pick<Machines, "deployments">, now: Date): number {
  return Object.values(deployments)
    .filter((deployment) =>
      !["failed", "destroying", "destroyed"].includes(deployment.phase) && !isOver(deployment, now)
    )
    .flatMap(({ regions }) => Object.values(regions)).reduce((sum, { slots }) => sum + slots, 0);
}

/** Whether the nodes of a deployment have shut themselves down by now. */
export function isOver({ ends_at }: Pick<Deployment, "ends_at">, now: Date): boolean {
  return ends_at !== null && Date.parse(ends_at) <= now.getTime();
}
