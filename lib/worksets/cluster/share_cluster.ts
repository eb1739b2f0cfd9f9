import { stackState } from "../../aws/questions/stack_status.ts";
import type { WorkFile } from "../contract/work_file.ts";
import type { Held } from "../protocol/hold.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { changeShared } from "./change_shared.ts";
import { isSharedStack, isThere, isUsable, ownerTag, shareTag, strangeCluster } from "./cluster_stack.ts";
import { createCluster } from "./create_cluster.ts";
import { lookUntil } from "./look_until.ts";
import { cancelDeadline } from "./set_deadline.ts";
import {
  joined,
  kept,
  left,
  made,
  type SharedCluster,
  sharedKey,
  type SharedName,
  sharedPlace,
  turnOf,
  vanished,
} from "./shared_cluster.ts";

/**
 * The workset uses the shared cluster of its root.
 *
 * 1. The journal notes that it will be a user, so that whoever goes on with the workset knows that it has to leave.
 * 2. It becomes a user. From here on nobody removes the cluster.
 * 3. It uses what is ready, waits while another workset makes it or a monitor removes it, or makes it.
 */
export async function shareCluster(
  deps: WorkDeps,
  held: Held,
  { work, ...named }: SharedName & { readonly work: WorkFile },
  begun: boolean,
): Promise<void> {
  const { workset } = held.place;
  const key = sharedKey(sharedPlace(deps.options.root, named));
  const cluster = { ...named, created_by_us: true, destroy: true, destroyed: false, shared: true };
  await held.note((journal) => ({ ...journal, cluster }));
  const waiting = { event: "wait", workset };
  const wish = { ...named, stays: work.cluster.destroyOnCompletion === false };
  await lookUntil(deps, held, async () => {
    const shared = await changeShared(deps, held, key, (now) => joined(now, workset, wish));
    if (shared === undefined) return undefined;
    const turn = turnOf(shared, workset);
    if (turn === "use") {
      const stack = await stackState(deps.awsOf(named), named.name);
      if (isUsable(stack)) return true;
      // Only what is gone for certain is made again: whatever else may be with it, others may be at work there.
      if (!isThere(stack)) await changeShared(deps, held, key, (now) => now && vanished(now, workset));
      else deps.say("warn", `${workset}: shared cluster ${named.name} is ${stack.status}; waiting for it`, waiting);
      return undefined;
    }
    if (turn === "make") return await make(deps, held, { shared, work, key, begun }) || undefined;
    const what = shared.phase === "making" ? `${shared.maker} has created it` : "its deletion has ended";
    deps.say("info", `${workset}: waits for shared cluster ${named.name} until ${what}`, waiting);
    return undefined;
  });
}

type Making = {
  readonly shared: SharedCluster;
  readonly work: WorkFile;
  readonly key: string;
  readonly begun: boolean;
};

/** @returns whether it may be used now */
async function make(deps: WorkDeps, held: Held, { shared, work, key, begun }: Making): Promise<boolean> {
  const { name, region, profile } = shared;
  const { workset } = held.place;
  const stack = await stackState(deps.awsOf({ profile, region }), name);
  const stands = isThere(stack);
  const isOurs = stands && await isSharedStack(deps.options, stack);
  if (stands && !isOurs && !stack.tags.has(ownerTag)) throw strangeCluster({ name, region });
  if (stands && (!isOurs || stack.status === "DELETE_IN_PROGRESS")) {
    const whose = isOurs ? "" : ` of ${stack.tags.get(ownerTag)}`;
    deps.say("info", `${workset}: waits until cluster ${name}${whose} has been deleted`, { event: "wait", workset });
    return false;
  }
  if (isUsable(stack)) {
    if (shared.has_deadline === true) await cancelDeadline(deps, held, shared);
  } else {
    const tags = [await shareTag(deps.options)];
    if (!await createCluster(deps, held, { work, again: begun || stands, tags })) return false;
  }
  await changeShared(deps, held, key, (now) => now && made(now));
  return true;
}

/** The workset has no need of its shared cluster any more; done twice, it is the same. */
export async function leaveCluster(deps: WorkDeps, held: Held): Promise<void> {
  const { cluster } = held.journal();
  if (cluster === undefined) return;
  const { workset } = held.place;
  const key = sharedKey(sharedPlace(deps.options.root, cluster));
  const shared = await changeShared(deps, held, key, (now) => now && left(now, workset));
  const users = shared?.users ?? [];
  const others = users.length === 0 ? "no workset uses it now" : `still used by ${users.join(", ")}`;
  deps.say("info", `${workset}: no longer uses shared cluster ${cluster.name}; ${others}`, {
    event: "teardown",
    workset,
    cluster: cluster.name,
  });
}

/** It stands until then at least, whoever else uses it. */
export async function keepShared(deps: WorkDeps, held: Held, until: Date): Promise<void> {
  const { cluster } = held.journal();
  if (cluster === undefined) return;
  const key = sharedKey(sharedPlace(deps.options.root, cluster));
  await changeShared(deps, held, key, (now) => now && kept(now, until));
}
