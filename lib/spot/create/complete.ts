import { reasonOf } from "../../host/errors/reason_of.ts";
import { counted } from "../../text/counted.ts";
import { rowEvent } from "../region/row_event.ts";
import { tellZones } from "../region/tell_zones.ts";
import { sideBySide } from "../side_by_side.ts";
import { inRegion, type SpotTaskDeps } from "../spot_task_deps.ts";
import type { Marks } from "../region/marks.ts";
import { findThings } from "../region/find_things.ts";
import { type LeftThing, removeThings } from "../region/remove_things.ts";
import { withDeployment, withRegion } from "../state/changes.ts";
import { machinesOf } from "../state/of_deployment.ts";
import { type Confirmed, confirmNodes } from "./confirm_nodes.ts";
import type { CreateRequest } from "./create_request.ts";
import type { PlannedRegion } from "./plan_nodes.ts";
import { errorOf, type Launching, type RegionError, type RegionResult, runRegion } from "./region_run.ts";
import type { RegionReport } from "./created.ts";
import type { LaunchedNode } from "../launch/launch_fleet.ts";

/** What is missing in a region: nodes in all, and how many of them are not on Spot. */
export type Missing = { readonly planned: PlannedRegion; readonly count: number; readonly onDemand: number };

export type Completed = { readonly reports: readonly RegionReport[]; readonly left: readonly LeftThing[] };

/**
 * Launches what is missing, region beside region; moves to others what a region has no capacity for, once; waits for the addresses;
 * launches once more what ended meanwhile; and removes again the networks that stayed empty. After a failure that will meet every region,
 * such as credentials that have expired, nothing more is begun, and the deployment stays one that can be resumed.
 */
export async function complete(
  deps: SpotTaskDeps,
  launching: Launching,
  marks: Marks,
  missing: readonly Missing[],
  { concurrency, spill, wait }: Pick<CreateRequest, "concurrency" | "spill" | "wait">,
): Promise<Completed> {
  const { config, state, account } = launching;
  const addressLimit = wait === "none" ? 0 : config.timeouts.ip_assignment * 1000;
  const { signal } = deps;
  const cleanupLimit = config.timeouts.vpc_cleanup * 1000;
  let halt: RegionError | undefined;
  const run = async ({ planned: { usable }, count, onDemand }: Missing): Promise<RegionResult> => {
    if (halt !== undefined) return { region: usable.region, requested: count, nodes: [], failures: [], error: halt };
    const there = inRegion(deps, usable.region, marks, cleanupLimit);
    const result = await runRegion({ deps: there, launching, usable }, count, onDemand);
    if (result.error?.reach === "run") halt ??= result.error;
    tell(deps, result);
    return result;
  };
  const first = await sideBySide(missing, concurrency, run);
  // What was sent is written down by now; nothing else begins.
  signal.throwIfAborted();
  const moves = spill && halt === undefined ? movesOf(missing, first) : [];
  await recordMoves(launching, marks, moves);
  const second = await sideBySide(moves, concurrency, ({ to, count }) => run({ planned: to, count, onDemand: 0 }));
  signal.throwIfAborted();

  const regions = missing.map(({ planned }, index) => ({
    planned,
    results: [first[index], ...second.filter((_, at) => moves[at].to === planned)],
  }));
  const settle = { run, moves, launching, marks, addressLimit: halt === undefined ? addressLimit : 0 };
  const reports = await sideBySide(regions, concurrency, (each) => settled(deps, each, settle));
  if (halt !== undefined || reports.some(({ error }) => error?.reach === "run")) return { reports, left: [] };
  const left = await sideBySide(reports, concurrency, async (report) => {
    const isEmpty = !Object.values(state.now().machines).some(({ region }) => region === report.region);
    if (!isEmpty) return [];
    signal.throwIfAborted();
    return await removeMade(inRegion(deps, report.region, marks, cleanupLimit), launching, account);
  });
  const phase = machinesOf(state, marks.deployment).length === 0 ? "failed" : "finalized";
  await state.update(withDeployment(marks.deployment, (deployment) => ({ ...deployment, phase })));
  return { reports, left: left.flat() };
}

type Settling = {
  readonly run: (missing: Missing) => Promise<RegionResult>;
  readonly moves: readonly Move[];
  readonly launching: Launching;
  readonly marks: Marks;
  /** Milliseconds until addresses are waited for no more; 0: not at all. */
  readonly addressLimit: number;
};

/** Waits for the nodes of a region, launches once more what ended meanwhile, and sums up. */
async function settled(
  deps: SpotTaskDeps,
  { planned, results }: { readonly planned: PlannedRegion; readonly results: readonly RegionResult[] },
  { run, moves, launching: { config, state }, marks, addressLimit }: Settling,
): Promise<RegionReport> {
  const { region } = planned.usable;
  const there = inRegion(deps, region, marks, config.timeouts.vpc_cleanup * 1000);
  const nodes: LaunchedNode[] = results.flatMap((each) => each.nodes);
  let blind: RegionError | undefined;
  const confirm = async (some: readonly LaunchedNode[]): Promise<readonly Confirmed[]> => {
    const ids = some.map(({ id }) => id);
    if (addressLimit === 0) return [];
    tellZones(there, some, ({ length }) => [`${counted(length, "node")} launched, waiting for an address`]);
    const confirmed = await confirmNodes(there, state, ids, { prefix: config.prefix, limit: addressLimit }).catch(
      (error) => {
        deps.signal.throwIfAborted();
        // They stand all the same, and without an address they count as not ready.
        blind = errorOf(error);
        return [];
      },
    );
    tellZones(there, some, (those) => {
      const ready = confirmed.filter(({ id, is }) => is === "ready" && those.some((each) => each.id === id)).length;
      return [
        `${ready} of ${counted(those.length, "node")} with a public address`,
        ready < those.length ? "failed" : "done",
      ];
    });
    return confirmed;
  };
  const confirmed = await confirm(nodes);
  const ended = confirmed.filter(({ is }) => is === "ended");
  let stand = nodes.filter(({ id }) => !ended.some((each) => each.id === id));
  const failures = results.flatMap((each) => each.failures);
  if (ended.length > 0) {
    for (const { id, why } of ended) {
      deps.emit({
        code: "spot.line",
        level: "info",
        message: `${region} ${id}: Interrupted (${why}); launching one replacement`,
      });
    }
    const again = await run({ planned, count: ended.length, onDemand: 0 });
    const dead = (await confirm(again.nodes)).filter(({ is }) => is === "ended");
    stand = [...stand, ...again.nodes.filter(({ id }) => !dead.some((each) => each.id === id))];
    failures.push(...again.failures);
  }
  const away = moves.filter(({ from }) => from === planned).reduce((sum, { count }) => sum + count, 0);
  const here = moves.filter(({ to }) => to === planned);
  const requested = results.reduce((sum, each) => sum + each.requested, 0) - away;
  const error = stand.length < requested ? results.findLast((each) => each.error)?.error : undefined;
  return {
    ...{ region, requested, nodes: stand, failures, late: [], movedAway: away },
    error: error ?? results.find((each) => each.error && away === 0)?.error ?? blind,
    movedHere: here.flatMap(({ from, count }) => Array(count).fill(from.usable.region)),
  };
}

function tell({ emit }: SpotTaskDeps, { region, requested, nodes, error }: RegionResult): void {
  if (requested === 0) return;
  const what = `${nodes.length} of ${requested} launched`;
  const status = error === undefined ? what : `${what} (${error.code || error.type}: ${error.message})`;
  emit(rowEvent(region, "", status, error === undefined ? "done" : "failed"));
}

type Move = { readonly from: PlannedRegion; readonly to: PlannedRegion; readonly count: number };

/** What could not be had goes to the regions that gave all they were asked for, the cheapest first, evenly. */
function movesOf(missing: readonly Missing[], results: readonly RegionResult[]): readonly Move[] {
  const takers = missing.filter((_, index) => results[index].error === undefined)
    .map(({ planned }) => planned).toSorted((one, other) => (one.usd ?? Infinity) - (other.usd ?? Infinity) || 0);
  if (takers.length === 0) return [];
  const moves = new Map<string, Move>();
  let next = 0;
  for (const [index, { planned: from }] of missing.entries()) {
    const short = results[index].requested - results[index].nodes.length;
    if (!from.auto) continue;
    for (let node = 0; node < short; node++) {
      const to = takers[next++ % takers.length];
      const key = `${from.usable.region} ${to.usable.region}`;
      moves.set(key, { from, to, count: (moves.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...moves.values()];
}

/** So that a later reconciliation wants them where they are. */
async function recordMoves({ state }: Launching, { deployment }: Marks, moves: readonly Move[]): Promise<void> {
  for (const { from, to, count } of moves) {
    const slots = (region: string) => state.now().deployments[deployment]?.regions[region]?.slots ?? 0;
    const [source, target] = [from.usable.region, to.usable.region];
    await state.update(withRegion(deployment, source, { slots: slots(source) - count }));
    await state.update(withRegion(deployment, target, { slots: slots(target) + count }));
  }
}

/** A network without a node is a leak: what this run has made of it goes again. What stood before stays. */
async function removeMade(
  deps: ReturnType<typeof inRegion>,
  { config, state }: Launching,
  account: string,
): Promise<readonly LeftThing[]> {
  const { deployment } = deps.marks;
  const { region } = deps.aws;
  const made = state.now().deployments[deployment]?.regions[region]?.created_by_run ?? [];
  if (made.length === 0) return [];
  const things = await findThings(deps, account).catch((error) => {
    deps.signal.throwIfAborted();
    const what = `The resources created in ${region} were kept; remove them with spot-deploy destroy`;
    deps.emit({ code: "spot.warning", level: "warn", message: `${what}: ${reasonOf(error)}` });
    return undefined;
  });
  if (things === undefined) return [];
  const own = things.filter(({ id, kind, deployment: of }) =>
    made.includes(id) || (kind === "spot-launch-template" && of === deployment)
  );
  const options = {
    termination: config.timeouts.termination * 1000,
    wait: true,
    fleets: [],
    onGone: () => Promise.resolve(),
  };
  const { left } = await removeThings(deps, own, options);
  await state.update(withRegion(deployment, region, {
    phase: "failed",
    created_by_run: left.map(({ thing: { id } }) => id),
    ...{ vpc_id: null, subnet_ids: [], security_group_id: null, route_table_id: null, internet_gateway_id: null },
  }));
  return left;
}
