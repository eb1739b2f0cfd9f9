import { type StackState, stackState } from "../../aws/questions/stack_status.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { poll } from "../../host/poll.ts";
import { sha256 } from "../../host/sha256.ts";
import type { WorkFile } from "../contract/work_file.ts";
import type { Held } from "../protocol/hold.ts";
import { mayGoOn } from "../steps/interrupt.ts";
import type { WorkDeps, WorkOptions } from "../steps/work_deps.ts";
import { changeShared } from "./change_shared.ts";
import { createCluster, ownerTag } from "./create_cluster.ts";
import { setDeadline } from "./set_deadline.ts";
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

export const shareTagName = "daylily:share";
const looks = { pauses: [5_000, 10_000, 20_000, 30_000], endless: true };

/** What a shared cluster is known by in AWS: the root, as a number of the same length whatever it is called. */
export async function shareTag({ bucket, root }: Pick<WorkOptions, "bucket" | "root">): Promise<string> {
  return `${shareTagName}=${(await sha256(`${bucket}/${root}`)).slice(0, 16)}`;
}

/** The workset that has made a stack for itself alone; nothing when none of ours has made it. */
export function makerOf({ tags }: Pick<StackState, "tags">): string | undefined {
  return tags.has(shareTagName) ? "whoever shares it" : tags.get(ownerTag);
}

/** Whether a stack is the shared cluster of this root: no other is ever removed as one. */
export async function isSharedStack(deps: WorkDeps, tags: ReadonlyMap<string, string>): Promise<boolean> {
  return `${shareTagName}=${tags.get(shareTagName)}` === await shareTag(deps.options);
}

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
  await poll(deps, looks, async () => {
    mayGoOn(deps, held);
    const shared = await changeShared(deps, held, key, (now) => joined(now, workset, wish));
    if (shared === undefined) return undefined;
    const turn = turnOf(shared, workset);
    if (turn === "use") {
      const stack = await stackState(deps.awsOf(named), named.name);
      if (isUsable(stack?.status)) return true;
      // Only what is gone for certain is made again: whatever else may be with it, others may be at work there.
      if (isGone(stack?.status)) await changeShared(deps, held, key, (now) => now && vanished(now, workset));
      else deps.say("warn", `${workset}: shared cluster ${named.name} is ${stack?.status}; waiting for it`, waiting);
      return undefined;
    }
    if (turn === "make") return await make(deps, held, { shared, work, key, begun }) || undefined;
    const what = shared.phase === "making" ? `${shared.maker} has made it` : "the one that goes is gone";
    const text = `${workset}: waits for shared cluster ${named.name} until ${what}`;
    if (turn === "wait") deps.say("info", text, waiting);
    return undefined;
  });
}

function isUsable(status: string | undefined): boolean {
  return status === "CREATE_COMPLETE" || (status?.startsWith("UPDATE_") ?? false);
}

function isGone(status: string | undefined): boolean {
  return status === undefined || status === "DELETE_COMPLETE";
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
  const isThere = stack !== undefined && !isGone(stack.status);
  const isOurs = isThere && await isSharedStack(deps, stack.tags);
  if (isThere && !isOurs && !stack.tags.has(ownerTag)) {
    throw new DayError(
      "WS-CLU-003",
      `a cluster ${name} already exists in ${region} and was not created for a workset`,
      {
        fix: "give the workset another cluster.name, or cluster.allow_existing: true to use it",
      },
    );
  }
  if (isThere && (!isOurs || stack.status === "DELETE_IN_PROGRESS")) {
    const whose = isOurs ? "" : ` of ${stack.tags.get(ownerTag)}`;
    deps.say("info", `${workset}: waits until cluster ${name}${whose} is gone`, { event: "wait", workset });
    return false;
  }
  if (isThere && isUsable(stack.status)) {
    if (shared.has_deadline === true) await setDeadline(deps, held, shared, ["--cancel"], true);
  } else {
    const tags = [await shareTag(deps.options)];
    if (!await createCluster(deps, held, { work, again: begun || isThere, tags })) return false;
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
  const others = shared === undefined || shared.users.length === 0 ? "nobody uses it" : shared.users.join(", ");
  deps.say("info", `${workset}: does not need shared cluster ${cluster.name} any more; now ${others}`, {
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
