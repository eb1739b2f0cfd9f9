import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";

const stepShape = z.object({
  state: z.enum(["started", "done", "failed"]),
  started: z.string(),
  ended: z.string().optional(),
  /** What later steps need of it. */
  out: z.record(z.string(), z.string()).optional(),
});

const costShape = z.object({
  /** When it was looked at last. */
  at: z.string(),
  /** In USD, by what it is for. */
  parts: z.record(z.string(), z.number()),
  /** What nodes that are gone have cost beyond that, by the job records of the head node. */
  ended: z.number().optional(),
  /** What runs at a price that nobody knows. */
  uncounted: z.array(z.string()),
  /** Why nobody could tell the last time. */
  why: z.string().optional(),
});

const journalShape = z.object({
  v: z.literal(1),
  workset: z.string(),
  attempt: z.number().int().positive(),
  epoch: z.number().int().positive(),
  owner: z.string(),
  phase: z.enum(["claimed", "running", "mirroring", "complete", "error", "cancelled"]),
  /** Whether the sentinels say what `phase` says. */
  projected: z.boolean(),
  /** The owner went in good order; anybody may go on at once. */
  released: z.boolean().optional(),
  started: z.string(),
  finished: z.string().optional(),
  inputs: z.object({ digest: z.string(), etags: z.record(z.string(), z.string()) }).optional(),
  steps: z.record(z.string(), stepShape),
  cluster: z.object({
    name: z.string(),
    region: z.string(),
    region_az: z.string().optional(),
    profile: z.string().optional(),
    created_by_us: z.boolean(),
    /** Whether it goes when the workset has ended. */
    destroy: z.boolean(),
    /** Of a shared one: the workset has left it. */
    destroyed: z.boolean(),
    /** Other worksets of the root use it as well, and the last one's end is what it ends with. */
    shared: z.boolean().optional(),
    /** It goes, but not before this time. */
    keep_until: z.string().optional(),
    /** It goes at a deadline of its own. */
    has_deadline: z.boolean().optional(),
  }).optional(),
  /** A run on the monitor's own host belongs to that host and folder. */
  local: z.object({ host: z.string(), root: z.string() }).optional(),
  /** A run on the head node of the cluster: where the pipeline lies there. */
  headnode: z.object({ folder: z.string().optional() }).optional(),
  results: z.string().optional(),
  error: z.object({ code: z.string(), step: z.string(), message: z.string() }).optional(),
  /** The next attempt begins in the same run folder. */
  in_place: z.boolean().optional(),
  /** What its cluster has cost over its time, at least. */
  cost: costShape.optional(),
  notified: z.array(z.string()).optional(),
  history: z.array(z.object({ at: z.string(), event: z.string(), epoch: z.number(), owner: z.string() })),
});

/** All that is known of a workset; the sentinels only show it. */
export type Journal = z.infer<typeof journalShape>;
export type Phase = Journal["phase"];
export type WorksetCost = z.infer<typeof costShape>;

const longestHistory = 200;

/** Where the journal of a workset stands, relative to it. */
export const journalName = "_daylily/journal.json";

/** Where the logs of its owners lie, likewise. */
export const logFolder = "_daylily/log/";

export function isTerminal({ phase }: Pick<Journal, "phase">): boolean {
  return phase === "complete" || phase === "error" || phase === "cancelled";
}

/** A cluster of ours that should be gone and is not. */
export function owesTeardown({ cluster }: Pick<Journal, "cluster">): boolean {
  return cluster !== undefined && cluster.created_by_us && cluster.destroy && !cluster.destroyed;
}

/** A cluster of ours that goes later. @param now milliseconds */
export function isKept(journal: Pick<Journal, "cluster">, now: number): boolean {
  const until = journal.cluster?.keep_until;
  return owesTeardown(journal) && until !== undefined && now < Date.parse(until);
}

/** Its verdict stands and is shown, and nothing that follows from it is unfinished. */
export function isSettled(journal: Journal): boolean {
  return isTerminal(journal) && journal.projected && !owesTeardown(journal);
}

export function journalBody(journal: Journal): Uint8Array {
  const history = journal.history.slice(-longestHistory);
  return new TextEncoder().encode(`${JSON.stringify({ ...journal, history }, null, 1)}\n`);
}

/** @throws DayError WS-STO-002 when it cannot be read: nothing is guessed about work that may be going on */
export function readJournal(bytes: Uint8Array, key: string): Journal {
  try {
    return journalShape.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new DayError("WS-STO-002", `The journal ${key} cannot be read`, { cause });
  }
}

/** Who writes, and as whom. */
export type Writer = { readonly owner: string; readonly at: Date };

/** The journal of a first attempt. */
export function firstJournal(workset: string, { owner, at }: Writer): Journal {
  return {
    v: 1,
    workset,
    attempt: 1,
    epoch: 1,
    owner,
    phase: "claimed",
    projected: false,
    started: at.toISOString(),
    steps: {},
    history: [{ at: at.toISOString(), event: "claimed", epoch: 1, owner }],
  };
}

/** Another owner goes on with the same attempt. */
export function adopted(journal: Journal, event: string, { owner, at }: Writer): Journal {
  const epoch = journal.epoch + 1;
  const entry = { at: at.toISOString(), event, epoch, owner };
  return { ...journal, epoch, owner, released: undefined, history: [...journal.history, entry] };
}

/** Everything from the beginning again; what is remembered of the last attempt is its history, and what a retry in place needs. */
export function nextAttempt(journal: Journal, { owner, at }: Writer): Journal {
  const attempt = journal.attempt + 1;
  const kept = journal.in_place === true
    ? { local: journal.local, headnode: journal.headnode, steps: stepsInPlace(journal) }
    : { steps: {} };
  const { cluster } = journal;
  const stands = cluster !== undefined && (journal.in_place === true || cluster.created_by_us && !cluster.destroyed);
  return {
    ...firstJournal(journal.workset, { owner, at }),
    attempt,
    ...kept,
    // What was made for the last attempt goes after this one; it is kept no longer.
    cluster: stands ? { ...cluster, keep_until: undefined } : undefined,
    in_place: journal.in_place,
    history: [...journal.history, { at: at.toISOString(), event: `attempt ${attempt}`, epoch: 1, owner }],
  };
}

/** In the same folder on the same cluster: what made them stays done. */
function stepsInPlace({ steps, cluster }: Journal): Journal["steps"] {
  // A cluster with a deadline, or a shared one, is looked at again, so that it does not go during the run.
  const names = cluster?.has_deadline === true || cluster?.shared === true
    ? ["stage", "clone"]
    : ["cluster", "stage", "clone"];
  const kept = names.filter((name) => steps[name]?.state === "done");
  return Object.fromEntries(kept.map((name) => [name, steps[name]]));
}
