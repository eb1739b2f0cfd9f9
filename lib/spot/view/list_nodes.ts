import { hasEnded } from "../region/instances.ts";
import { refuseOtherAccount } from "../state/refuse_other_account.ts";
import { whoCalls } from "../who_calls.ts";
import type { Instance } from "@aws-sdk/client-ec2";
import type { SpotConfig } from "../config/spot_config.ts";
import { enabledRegions } from "../facts/account_regions.ts";
import { ownTags, tagOf } from "../region/marks.ts";
import { readRegions, type UnreadRegion } from "../read_regions.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { withMachines, withoutMachines } from "../state/changes.ts";
import { type Machine, type Machines, noMachines } from "../state/machines.ts";
import { endReason, instancesIn, merged } from "../state/found_nodes.ts";
import { knownRegions } from "../state/known_regions.ts";
import { readState, refuseLost, type StateDeps, withState } from "../state/open_state.ts";

export type ListRequest = {
  readonly config: SpotConfig;
  readonly statePath: string;
  readonly source: "both" | "aws" | "state";
  readonly allRegions: boolean;
  readonly includeTerminated: boolean;
  readonly regions: readonly string[];
  readonly concurrency: number;
};

/** A node as it is shown. */
export type ListedNode = Machine & {
  /** When it shuts itself down. */
  readonly ends_at: string | null;
};

export type Listed = {
  readonly nodes: readonly ListedNode[];
  /** Nodes that the state had and AWS has not. */
  readonly gone: readonly { readonly id: string; readonly region: string; readonly why: string }[];
  readonly unread: readonly UnreadRegion[];
  /** The instances behind the nodes, where AWS was asked. */
  readonly instances: ReadonlyMap<string, Instance>;
  /** The state as it was before. */
  readonly recorded: Machines;
};

/**
 * The nodes that stand: AWS and the state file together. What AWS has and the state has not is written down, what AWS has not any more
 * is forgotten and told once. A region that cannot be read keeps what is recorded of it.
 */
export async function listNodes(deps: SpotTaskDeps, request: ListRequest): Promise<Listed> {
  const { statePath, source } = request;
  if (source === "state") return await recordedNodes(deps, request);
  const readable = await readState(deps, statePath);
  const recorded = readable ?? noMachines();
  const configured = request.allRegions ? undefined : knownRegions(request.config, recorded, request.regions);
  const known = source === "aws" ? [] : meantOf(recorded, request);
  const { account } = await whoCalls(deps);
  if (source === "both") refuseOtherAccount(recorded, account, statePath);
  const regions = configured ?? await enabledRegions(deps.aws, request.regions);
  const reading = { concurrency: request.concurrency, doing: (region: string) => `listing the nodes of ${region}` };
  const { found, unread } = await readRegions(deps, regions, reading, async (region) => {
    const ids = known.filter((machine) => machine.region === region).map(({ id }) => id);
    return { region, instances: await instancesIn(deps, request.config, region, ids) };
  });
  const instances = new Map(found.flatMap((each) => each.instances.map((one) => [one.InstanceId ?? "", one] as const)));
  const read = found.map(({ region }) => region);
  const standing = found.flatMap((each) =>
    each.instances.filter((one) => !hasEnded(one)).map((one) =>
      merged(one, each.region, recorded.machines[one.InstanceId ?? ""])
    )
  );
  const gone = known.filter(({ id, region }) => read.includes(region) && !standing.some((each) => each.id === id))
    .map(({ id, region }) => ({ id, region, why: endReason(instances.get(id)) ?? "not found" }));
  if (source === "both" && readable !== undefined) {
    await save(
      deps,
      request,
      standing,
      gone.map(({ id }) => id),
      recorded.machines,
    );
  }
  const ended = request.includeTerminated
    ? found.flatMap((each) =>
      each.instances.filter(hasEnded).map((one) => merged(one, each.region, recorded.machines[one.InstanceId ?? ""]))
    )
    : [];
  const kept = known.filter(({ region }) => !read.includes(region));
  const nodes = [...standing, ...ended, ...kept].map((machine) => withEnd(machine, tagEnd(instances.get(machine.id))));
  return { nodes: nodes.toSorted(byPlace), gone, unread, instances, recorded };
}

/**
 * The nodes that are recorded; AWS is not asked.
 *
 * @throws DayError DAY-SPOT-011 for a state that cannot be understood
 */
export async function recordedNodes(
  deps: StateDeps,
  request: Pick<ListRequest, "statePath" | "config" | "regions">,
): Promise<Listed> {
  const recorded = await readState(deps, request.statePath) ?? refuseLost(request.statePath);
  knownRegions(request.config, recorded, request.regions);
  const nodes = meantOf(recorded, request).map((machine) => withEnd(machine, recordedEnd(machine, recorded)));
  return { nodes: nodes.toSorted(byPlace), gone: [], unread: [], instances: new Map(), recorded };
}

function meantOf({ machines }: Machines, { regions }: Pick<ListRequest, "regions">): readonly Machine[] {
  return Object.values(machines).filter(({ region }) => regions.length === 0 || regions.includes(region));
}

function byPlace(one: Machine, other: Machine): number {
  const key = ({ region, zone, id }: Machine) => `${region} ${zone} ${id}`;
  return key(one) < key(other) ? -1 : 1;
}

function withEnd(machine: Machine, ends: string | null): ListedNode {
  return { ...machine, ends_at: ends };
}

function tagEnd(instance: Instance | undefined): string | null {
  return instance === undefined ? null : tagOf(instance, ownTags.ends) ?? null;
}

function recordedEnd(
  { deployment_id }: Machine,
  { deployments }: { readonly deployments: Readonly<Record<string, { readonly ends_at: string | null }>> },
): string | null {
  return deployments[deployment_id ?? ""]?.ends_at ?? null;
}

/** Only when something has changed, so that a look beside a running creation disturbs nobody. */
async function save(
  deps: SpotTaskDeps,
  { statePath }: ListRequest,
  standing: readonly Machine[],
  gone: readonly string[],
  known: Readonly<Record<string, Machine>>,
): Promise<void> {
  const fresh = standing.filter((machine) => !(machine.id in known));
  if (fresh.length === 0 && gone.length === 0) return;
  await withState(deps, statePath, deps.self, async (state) => {
    await state.update(withMachines(fresh));
    await state.update(withoutMachines(gone));
  }).catch((error) => {
    // Another run has it, and writes down what it does itself.
    if (error?.code !== "DAY-SPOT-006") throw error;
  });
}
