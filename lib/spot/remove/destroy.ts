import { refuseUnknown } from "../state/refuse_unknown.ts";
import { refuseOtherAccount } from "../state/refuse_other_account.ts";
import { whoCalls } from "../who_calls.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { findThings } from "../region/find_things.ts";
import { type LeftThing, removeThings } from "../region/remove_things.ts";
import type { Thing } from "../region/things.ts";
import { readRegions, type UnreadRegion } from "../read_regions.ts";
import { sideBySide } from "../side_by_side.ts";
import { inRegion, type SpotTaskDeps } from "../spot_task_deps.ts";
import { withDeployment, withoutMachines, withoutRegions } from "../state/changes.ts";
import { knownRegions } from "../state/known_regions.ts";
import { type State, withState } from "../state/open_state.ts";
import type { SpotDeps } from "../region/spot_deps.ts";

export type DestroyRequest = {
  readonly config: SpotConfig;
  readonly statePath: string;
  /** What is meant; empty lists and nothing named mean everything. */
  readonly instances: readonly string[];
  readonly deployment: string | undefined;
  readonly regions: readonly string[];
  readonly keepNetwork: boolean;
  readonly wait: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly concurrency: number;
};

/** What a destruction has come to. */
export type Destroyed = {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly isDryRun: boolean;
  /** What was to go. */
  readonly meant: readonly Thing[];
  readonly removed: readonly Thing[];
  readonly left: readonly LeftThing[];
  /** Instances of others in our networks, which keep these networks. */
  readonly blockers: readonly Thing[];
  readonly unread: readonly UnreadRegion[];
};

type Found = {
  readonly region: string;
  readonly things: readonly Thing[];
  /** Whether the state says that the chosen deployment has something there; true when none was chosen. */
  readonly isRecorded: boolean;
};

/**
 * Removes nodes and the networks that they leave empty: what the state has and what the tags find, together. It lists first, and asks a
 * person. What is gone leaves the state when AWS has confirmed it, not before.
 *
 * @throws DayError DAY-SPOT-006 when another run works with the state, DAY-USE-001 for a deployment or a node that nobody knows,
 * DAY-PROMPT-003 when a person declined
 */
export async function destroy(deps: SpotTaskDeps, request: DestroyRequest): Promise<Destroyed> {
  return await withState(deps, request.statePath, deps.self, async (state) => {
    const startedAt = deps.clock.now();
    const { account } = await whoCalls(deps);
    refuseOtherAccount(state.now(), account, state.path);
    const { found, unread } = await look(deps, request, state, account);
    // Where a region cannot be read it may be known there.
    if (unread.length === 0) refuseStrange(state, request, found);
    const all = found.flatMap((each) => selected(each, request));
    for (const { kind, region, id } of all) {
      deps.emit({ code: "spot.line", level: "info", message: `to be removed: ${region} ${kind.slice(5)} ${id}` });
    }
    const nothing = { removed: [], left: [], blockers: [], startedAt, meant: all, unread };
    if (request.dryRun) return { ...nothing, isDryRun: true, endedAt: deps.clock.now() };
    const instances = all.filter(({ kind }) => kind === "spot-instance");
    if (instances.length > 0) await confirm(deps, request, instances);
    await markDestroying(state, request, instances);
    const outcomes = await sideBySide(
      found,
      request.concurrency,
      (each) => destroyIn(deps, request, state, each),
    );
    await forget(state, request, found, outcomes.flatMap(({ left }) => left));
    return {
      ...nothing,
      isDryRun: false,
      removed: outcomes.flatMap(({ removed }) => removed),
      left: outcomes.flatMap(({ left }) => left),
      blockers: outcomes.flatMap(({ blockers }) => blockers),
      endedAt: deps.clock.now(),
    };
  }, { looksOnly: request.dryRun });
}

/** @throws DayError DAY-USE-001 for a deployment or an instance that nobody knows */
function refuseStrange(state: State, { deployment, instances }: DestroyRequest, found: readonly Found[]): void {
  const { machines, deployments } = state.now();
  const things = found.flatMap((each) => each.things).filter(({ isManaged }) => isManaged);
  const looked = { path: state.path, regions: found.map(({ region }) => region) };
  refuseUnknown("--deployment", deployment === undefined ? [] : [deployment], looked, [
    ...Object.keys(deployments),
    ...Object.values(machines).map((machine) => machine.deployment_id ?? ""),
    ...things.map((thing) => thing.deployment),
  ]);
  refuseUnknown("--instance-id", instances, looked, [
    ...Object.keys(machines),
    ...things.filter(({ kind }) => kind === "spot-instance").map(({ id }) => id),
  ]);
}

/** What marks a deployment's things when only the managed tag counts. */
export function plainMarks(config: SpotConfig) {
  return { managed: config.managed, creator: "", deployment: "", version: "", extra: {} };
}

function partsOf(deps: SpotTaskDeps, config: SpotConfig, region: string): SpotDeps {
  return inRegion(deps, region, plainMarks(config), config.timeouts.vpc_cleanup * 1000);
}

async function look(deps: SpotTaskDeps, request: DestroyRequest, state: State, account: string) {
  const regions = knownRegions(request.config, state.now(), request.regions);
  const reading = { concurrency: request.concurrency, doing: (region: string) => `looking into ${region}` };
  return await readRegions(deps, regions, reading, async (region): Promise<Found> => {
    const isRecorded = request.deployment === undefined ||
      region in (state.now().deployments[request.deployment]?.regions ?? {});
    return { region, isRecorded, things: await findThings(partsOf(deps, request.config, region), account) };
  });
}

/** What goes of a region: the chosen nodes, and the rest when none of ours stays. */
function selected({ things, isRecorded }: Found, request: DestroyRequest): readonly Thing[] {
  const { instances: ids, deployment, keepNetwork } = request;
  const ours = things.filter(({ isManaged, kind }) =>
    isManaged && (kind === "spot-instance" || kind === "spot-request")
  );
  const isMeant = (thing: Thing) =>
    (ids.length === 0 || ids.includes(thing.id)) && (deployment === undefined || thing.deployment === deployment);
  const chosen = ours.filter(isMeant);
  const isConcerned = chosen.length > 0 || (ids.length === 0 && (isRecorded || things.some(isMeant)));
  if (!isConcerned) return [];
  const staying = things.filter(({ kind, id }) => kind === "spot-instance" && !chosen.some((each) => each.id === id));
  const templates = things.filter((thing) =>
    thing.kind === "spot-launch-template" && isMeant({ ...thing, id: ids[0] ?? "" })
  );
  if (keepNetwork || staying.some(({ isManaged }) => isManaged)) return [...chosen, ...templates];
  const blocked = new Set(staying.map(({ vpc }) => vpc));
  const rest = things.filter(({ kind, vpc, keeper }) =>
    kind !== "spot-instance" && kind !== "spot-request" && keeper === "" && (vpc === "" || !blocked.has(vpc))
  );
  return [...chosen, ...rest];
}

async function confirm(
  { prompter, isTerminal }: SpotTaskDeps,
  { yes }: DestroyRequest,
  instances: readonly Thing[],
): Promise<void> {
  // Without a terminal nobody was ever asked.
  if (yes || prompter.refuses || !isTerminal) return;
  const regions = new Set(instances.map(({ region }) => region)).size;
  const message = `Terminate ${instances.length} instances in ${regions} regions? [y/N]`;
  const answer = await prompter.text({ id: "spot.destroy", message, emptyAllowed: true });
  if (!/^y(es)?$/i.test(answer)) throw new DayError("DAY-PROMPT-003", "nothing was terminated");
}

/** A deployment of which a node stays is none that is being removed. */
async function markDestroying(
  state: State,
  { deployment }: DestroyRequest,
  instances: readonly Thing[],
): Promise<void> {
  const ids = deployment === undefined ? instances.map((each) => each.deployment) : [deployment];
  const staying = Object.values(state.now().machines).filter(({ id }) => !instances.some((each) => each.id === id));
  for (const id of new Set(ids).difference(new Set(staying.map(({ deployment_id }) => deployment_id)))) {
    await state.update(withDeployment(id, (before) => ({ ...before, phase: "destroying" })), "delete");
  }
}

async function destroyIn(
  deps: SpotTaskDeps,
  request: DestroyRequest,
  state: State,
  found: Found,
) {
  const { region, things } = found;
  const there = partsOf(deps, request.config, region);
  const chosen = selected(found, request);
  const instances = things.filter(({ kind }) => kind === "spot-instance");
  const staying = instances.filter(({ id }) => !chosen.some((each) => each.id === id));
  const outcome = await removeThings(there, chosen, {
    termination: request.config.timeouts.termination * 1000,
    wait: request.wait,
    fleets: staying.length > 0 ? [] : recordedFleets(state, region, request.deployment),
    keepFleets: staying.map(({ fleet }) => fleet),
    onGone: (ids) => state.update(withoutMachines(ids), "delete"),
  });
  const blockers = request.keepNetwork ? [] : staying.filter(({ isManaged }) => !isManaged);
  return { ...outcome, blockers };
}

function recordedFleets(state: State, region: string, deployment: string | undefined): readonly string[] {
  return Object.entries(state.now().deployments).filter(([id]) => deployment === undefined || id === deployment)
    .flatMap(([, { regions }]) => regions[region]?.fleet_ids ?? []);
}

/** What the state has and AWS has not is forgotten; so are deployments of which nothing is left. */
async function forget(
  state: State,
  request: DestroyRequest,
  found: readonly Found[],
  left: readonly LeftThing[],
): Promise<void> {
  const { instances, deployment } = request;
  for (const { region, things } of found) {
    const standing = things.filter(({ kind }) => kind === "spot-instance").map(({ id }) => id);
    const stale = Object.values(state.now().machines).filter((machine) =>
      machine.region === region && !standing.includes(machine.id) &&
      (deployment === undefined || machine.deployment_id === deployment)
    );
    await state.update(withoutMachines(stale.map(({ id }) => id)), "delete");
    const isClean = !left.some(({ thing }) => thing.region === region) && instances.length === 0;
    if (isClean) await state.update(withoutRegions([region], deployment), "delete");
  }
}
