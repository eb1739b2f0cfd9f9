import { type StackState, stackState } from "../../aws/questions/stack_status.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { WorkFile } from "../contract/work_file.ts";
import type { Held } from "../protocol/hold.ts";
import { type Journal, owesTeardown } from "../protocol/journal.ts";
import type { ClusterTurns } from "./cluster_turns.ts";
import { isMadeFor, isThere, isUsable, makerOf, strangeCluster } from "./cluster_stack.ts";
import { createCluster } from "./create_cluster.ts";
import { keepNoLonger } from "./keep_cluster.ts";
import { lookUntil } from "./look_until.ts";
import { readWork } from "../steps/read_work.ts";
import { shareCluster } from "./share_cluster.ts";
import { tearDown } from "./tear_down.ts";
import type { Step } from "../steps/walk_steps.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

type Wanted = { readonly name: string; readonly region: string; readonly profile: string; readonly work: WorkFile };

/**
 * The workset's cluster stands: created by our own `create`, or the one that is there.
 *
 * 1. An existing one is taken as it is, and never removed.
 * 2. A cluster of that name that another workset has made: wait until it is gone. One that nobody of ours has made: an error.
 * 3. None: the journal notes that it is ours, then it is created. A creation that was interrupted is begun over what it has made.
 * 4. Somebody of another monitor was faster with one of that name: it is waited for as in 2.
 *
 * A cluster that is shared is another matter: `shareCluster`.
 */
export function clusterStep(deps: WorkDeps, turns: ClusterTurns): Step {
  return {
    name: "cluster",
    async do(held, begun) {
      const work = await readWork(deps, held.place.workset);
      const { name = "", allowExisting, share } = work.cluster;
      const { profile = "", region = "" } = work.aws;
      await giveUpOther(deps, held, { name, region, share });
      if (allowExisting) {
        await noteCluster(held, { name, region, profile, created_by_us: false, destroy: false, destroyed: false });
        return { name };
      }
      const wanted = { name, region, profile, work };
      if (share) {
        await shareCluster(deps, held, wanted, begun);
        return { name };
      }
      let again = begun || held.journal().attempt > 1;
      await lookUntil(deps, held, async () => {
        const seen = await lookInTurn(deps, held, { ...wanted, turns });
        if (seen === undefined) return undefined;
        if (isUsable(seen.stack)) {
          await keepNoLonger(deps, held);
          const destroy = work.cluster.destroyOnCompletion !== false;
          await noteCluster(held, { name, region, profile, created_by_us: true, destroy, destroyed: false });
          return true;
        }
        const isMade = await create(deps, held, wanted, again);
        again = true;
        return isMade || undefined;
      });
      return { name };
    },
  };
}

async function noteCluster(held: Held, cluster: Journal["cluster"]): Promise<void> {
  await held.note((journal) => ({ ...journal, cluster }));
}

/** An earlier attempt had another cluster, and would leave it standing. @throws DayError WS-CLU-004 when it cannot be removed */
async function giveUpOther(
  deps: WorkDeps,
  held: Held,
  { name, region, share }: { readonly name: string; readonly region: string; readonly share: boolean },
): Promise<void> {
  const { cluster } = held.journal();
  if (cluster === undefined || !owesTeardown(held.journal())) return;
  const isSame = cluster.name === name && cluster.region === region && (cluster.shared ?? false) === share;
  if (isSame) return;
  if (!await tearDown(deps, held)) {
    throw new DayError("WS-CLU-004", `Cluster ${cluster.name} of an earlier attempt could not be removed`);
  }
  await noteCluster(held, undefined);
}

/** @returns what stands of the cluster of that name; nothing while it is another workset's */
async function lookInTurn(
  deps: WorkDeps,
  held: Held,
  { name, region, profile, turns }: Wanted & { readonly turns: ClusterTurns },
): Promise<{ readonly stack: StackState | undefined } | undefined> {
  const { workset } = held.place;
  const found = await stackState(deps.awsOf({ profile, region }), name);
  const stack = isThere(found) ? found : undefined;
  const isMine = stack === undefined || await isMadeFor(deps.options, workset, stack);
  const maker = stack && makerOf(stack);
  if (!isMine && maker === undefined) throw strangeCluster({ name, region });
  // One of the same name is of another folder of worksets.
  const other = maker === workset ? `${maker} of another S3 folder` : maker;
  const user = isMine ? turns.take(held, { name, region }) : other;
  if (user === undefined) return { stack };
  const text = `${workset}: waits until ${user} no longer needs cluster ${name}`;
  deps.say("info", text, { event: "wait", workset });
  return undefined;
}

/** @returns whether it stands; not where somebody else was faster with one of that name */
async function create(deps: WorkDeps, held: Held, wanted: Wanted, again: boolean): Promise<boolean> {
  const { name, region, profile, work } = wanted;
  const { zone = "" } = held.journal().steps.validate?.out ?? {};
  const cluster = { name, region, profile, region_az: zone, created_by_us: true, destroyed: false };
  await noteCluster(held, { ...cluster, destroy: work.cluster.destroyOnCompletion !== false });
  try {
    if (await createCluster(deps, held, { work, again, tags: [] })) return true;
  } catch (error) {
    const stack = await stackState(deps.awsOf({ profile, region }), name);
    if (stack === undefined || await isMadeFor(deps.options, held.place.workset, stack)) throw error;
  }
  // What stands there is not ours to remove.
  await noteCluster(held, undefined);
  return false;
}
