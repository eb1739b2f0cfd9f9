import { stackState } from "../../aws/questions/stack_status.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { poll } from "../../host/poll.ts";
import type { WorkFile } from "../contract/work_file.ts";
import type { Held } from "../protocol/hold.ts";
import { type Journal, owesTeardown } from "../protocol/journal.ts";
import { mayGoOn } from "../steps/interrupt.ts";
import { createCluster, ownerTag } from "./create_cluster.ts";
import { keepNoLonger } from "./keep_cluster.ts";
import { readWork } from "../steps/read_work.ts";
import { shareCluster, shareTagName } from "./share_cluster.ts";
import { tearDown } from "./tear_down.ts";
import type { Step } from "../steps/walk_steps.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

const looks = { pauses: [5_000, 10_000, 20_000, 30_000], endless: true };

type Wanted = { readonly name: string; readonly region: string; readonly profile: string; readonly work: WorkFile };

/**
 * The workset's cluster stands: created by our own `create`, or the one that is there.
 *
 * 1. An existing one is taken as it is, and never removed.
 * 2. A cluster of that name that another workset has made: wait until it is gone. One that nobody of ours has made: an error.
 * 3. None: the journal notes that it is ours, then it is created. A creation that was interrupted is begun over what it has made.
 *
 * A cluster that is shared is another matter: `shareCluster`.
 */
export function clusterStep(deps: WorkDeps): Step {
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
      if (await waitForTurn(deps, held, wanted) === "ours" && await isReady(deps, wanted)) {
        await keepNoLonger(deps, held);
        const destroy = work.cluster.destroyOnCompletion !== false;
        await noteCluster(held, { name, region, profile, created_by_us: true, destroy, destroyed: false });
        return { name };
      }
      await create(deps, held, wanted, begun || held.journal().attempt > 1);
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

/** Whose the cluster of that name is, once it is no other workset's. */
async function waitForTurn(deps: WorkDeps, held: Held, { name, region, profile }: Wanted) {
  const { workset } = held.place;
  const aws = deps.awsOf({ profile, region });
  return await poll(deps, looks, async () => {
    mayGoOn(deps, held);
    const stack = await stackState(aws, name);
    if (stack === undefined || stack.status === "DELETE_COMPLETE") return "nobody's" as const;
    const isShared = stack.tags.has(shareTagName);
    const owner = isShared ? "whoever shares it" : stack.tags.get(ownerTag);
    if (!isShared && owner === workset) return "ours" as const;
    if (owner === undefined) {
      throw new DayError("WS-CLU-003", `A cluster ${name} stands in ${region}, and no workset has made it`, {
        fix: "give the workset another cluster.name, or cluster.allow_existing: true to use it",
      });
    }
    deps.say("info", `${workset}: waits until ${owner} has no more need of cluster ${name}`, {
      event: "wait",
      workset,
    });
    return undefined;
  });
}

async function isReady(deps: WorkDeps, { name, region, profile }: Wanted): Promise<boolean> {
  const stack = await stackState(deps.awsOf({ profile, region }), name);
  return stack?.status === "CREATE_COMPLETE" || stack?.status === "UPDATE_COMPLETE";
}

async function create(deps: WorkDeps, held: Held, wanted: Wanted, again: boolean): Promise<void> {
  const { name, region, profile, work } = wanted;
  const { zone = "" } = held.journal().steps.validate?.out ?? {};
  const cluster = { name, region, profile, region_az: zone, created_by_us: true, destroyed: false };
  await noteCluster(held, { ...cluster, destroy: work.cluster.destroyOnCompletion !== false });
  try {
    await createCluster(deps, held, { work, again, tags: [] });
  } catch (error) {
    const stack = await stackState(deps.awsOf({ profile, region }), name);
    // Somebody else was faster: what stands there is not ours to remove.
    if (stack !== undefined && stack.tags.get(ownerTag) !== held.place.workset) {
      await noteCluster(held, { ...cluster, created_by_us: false, destroy: false });
    }
    throw error;
  }
}
