import { messageOf } from "./message_of.ts";
import { costOf, costText } from "../protocol/cost_of.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import type { Journal, WorksetCost } from "../protocol/journal.ts";
import { headNodeOf } from "../steps/ask_head_node.ts";
import type { SpendSeen, WorkDeps } from "../steps/work_deps.ts";

/** Between two looks while the work goes on (ms): of what runs between two of them and is gone only job records tell. */
const looksEvery = 5 * 60_000;
/** Nothing waits longer for an answer (ms). */
const patience = 60_000;
/** So many parts are remembered one by one; a journal stays small. */
const mostParts = 100;
const ended = "what has ended";
const hour = 3_600_000;

/** Measures what the cluster of a workset costs as long as `during` goes on. */
export async function measuring<T>(deps: WorkDeps, held: Held, during: Promise<T>): Promise<T> {
  const over = new AbortController();
  const end = AbortSignal.any([over.signal, held.lost]);
  const looking = (async () => {
    for (;;) {
      await deps.clock.sleep(looksEvery, end);
      await measureCost(deps, held);
    }
  })().catch(() => {});
  try {
    return await during;
  } finally {
    over.abort();
    await looking;
  }
}

/** Notes what the cluster of a workset has cost over the workset's time, at least. What fails here is nobody's failure. */
export async function measureCost(deps: WorkDeps, held: Held): Promise<void> {
  const { cluster, steps } = held.journal();
  const begun = Date.parse(steps.cluster?.started ?? "");
  if (cluster === undefined || cluster.destroyed || Number.isNaN(begun)) return;
  const { name, region, profile = "" } = cluster;
  const now = deps.clock.now();
  const limit = AbortSignal.any([held.lost, deps.clock.limit(patience)]);
  const headNode = await headNodeOf(deps, held).catch(() => undefined);
  const seen = await deps.spendOf({ name, region, profile }, { since: new Date(begun), headNode }, limit)
    .catch((error): SpendSeen => ({ is: "unknown", why: messageOf(error) }));
  held.lost.throwIfAborted();
  const note = (journal: Journal) => ({ ...journal, cost: costAfter(journal.cost, seen, begun, now) });
  await insist(deps, held, () => held.note(note));
  const { workset } = held.place;
  const cost = costText(costOf(held.journal()));
  deps.say("debug", `${workset}: cost so far: ${cost}`, { event: "cost", workset, cluster: name, cost });
}

/**
 * Each part from its own begin or the workset's, whichever is later. What has been seen once stays counted when it is gone; a price that
 * falls takes nothing back. Nodes that came and went between two looks are in the job records: as far as these tell of more than what
 * was seen and is gone, that counts as well.
 */
export function costAfter(before: WorksetCost | undefined, seen: SpendSeen, begun: number, now: Date): WorksetCost {
  const at = now.toISOString();
  const parts = before?.parts ?? {};
  if (seen.is === "unknown") return { ...before, parts, uncounted: before?.uncounted ?? [], at, why: seen.why };
  const { parts: running, ended: records } = seen.value;
  const sums = new Map(Object.entries(parts));
  for (const { what, usd_per_hour: price, since } of running) {
    if (price === null) continue;
    const hours = Math.max(0, now.getTime() - Math.max(begun, since.getTime())) / hour;
    sums.set(what, Math.max(sums.get(what) ?? 0, round(price * hours)));
  }
  const runs = new Set(running.map(({ what }) => what));
  const gone = [...sums].filter(([what]) => !runs.has(what)).reduce((sum, [, usd]) => sum + usd, 0);
  const beyond = Math.max(before?.ended ?? 0, round((records?.usd ?? 0) - gone));
  if (sums.size > mostParts) {
    for (const [what, usd] of sums) {
      if (runs.has(what) || what === ended) continue;
      sums.set(ended, round((sums.get(ended) ?? 0) + usd));
      sums.delete(what);
    }
  }
  const nobodyKnows = running.filter(({ usd_per_hour: price }) => price === null).map(({ what }) => what);
  const uncounted = new Set([...before?.uncounted ?? [], ...nobodyKnows, ...records?.uncounted ?? []]);
  return { at, parts: Object.fromEntries(sums), ...beyond > 0 ? { ended: beyond } : {}, uncounted: [...uncounted] };
}

/** To a millionth: many small parts are summed up. */
function round(usd: number): number {
  return Math.round(usd * 1_000_000) / 1_000_000;
}
