import type { Deployment, Machine, Machines, RegionRecord } from "./machines.ts";

/** Changes of a state; each leaves everything else as it is. */
export type Change = (before: Machines) => Machines;

export function withDeployment(id: string, change: (before: Deployment) => Deployment): Change {
  return (before) => {
    const deployment = before.deployments[id];
    if (deployment === undefined) return before;
    return { ...before, deployments: { ...before.deployments, [id]: change(deployment) } };
  };
}

export function newDeployment(id: string, deployment: Deployment): Change {
  return (before) => ({ ...before, deployments: { ...before.deployments, [id]: deployment } });
}

export function withRegion(id: string, region: string, changes: Partial<RegionRecord>): Change {
  return withDeployment(id, (deployment) => {
    const record = deployment.regions[region] ?? emptyRegion();
    return { ...deployment, regions: { ...deployment.regions, [region]: { ...record, ...changes } } };
  });
}

export function emptyRegion(): RegionRecord {
  return {
    ...{ slots: 0, auto: false, phase: "planned", attempt: 0, client_tokens: [], created_by_run: [] },
    ...{ vpc_id: null, subnet_ids: [], security_group_id: null, route_table_id: null, internet_gateway_id: null },
    ...{ launch_template_id: null, fleet_ids: [], launch: null },
  };
}

export function withMachines(machines: readonly Machine[]): Change {
  return (before) => {
    if (machines.length === 0) return before;
    const added = Object.fromEntries(machines.map((machine) => [machine.id, machine]));
    return { ...before, machines: { ...before.machines, ...added } };
  };
}

export function withoutMachines(ids: readonly string[]): Change {
  return (before) => {
    if (!ids.some((id) => id in before.machines)) return before;
    const left = Object.entries(before.machines).filter(([id]) => !ids.includes(id));
    return { ...before, machines: Object.fromEntries(left) };
  };
}

/** Forgets deployments of which nothing is left in these regions. */
export function withoutRegions(regions: readonly string[], deployment?: string): Change {
  return (before) => {
    const deployments: Record<string, Deployment> = {};
    for (const [id, each] of Object.entries(before.deployments)) {
      const isMeant = deployment === undefined || id === deployment;
      const left = Object.entries(each.regions).filter(([region]) => !isMeant || !regions.includes(region));
      if (left.length > 0) deployments[id] = { ...each, regions: Object.fromEntries(left) };
    }
    const same = JSON.stringify(deployments) === JSON.stringify(before.deployments);
    return same ? before : { ...before, deployments };
  };
}
