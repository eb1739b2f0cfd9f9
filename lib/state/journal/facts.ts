import { z } from "zod";
import type { Json } from "../../host/json.ts";

/** The form of journals that is read and written here. Journals of another form are refused by name. */
export const journalVersion = 1;

const json: z.ZodType<Json> = z.json();
const origin = z.enum(["created", "found", "repaired"]);
const status = z.enum(["dry_run_ok", "created", "deleted", "failed", "interrupted"]);
const remembered = z.object({ kind: z.string(), key: z.string(), origin, expected: json, out: json });
const warning = z.object({ id: z.string(), message: z.string(), step: z.string() });
const endStatus = z.enum([...status.options, "exported", "done"]);
const processId = z.object({ pid: z.number(), startTime: z.string() });
/** What stood there before the write: only what was absent is this run's to remove. */
const was = z.enum(["absent", "ready"]);
const argv = z.array(z.string());

/** How a run ended, or how far its cluster is. */
export const runStatusSchema = status;
export type RunStatus = z.infer<typeof status>;

/** How a run of whatever operation ended. */
export type EndStatus = z.infer<typeof endStatus>;

export type Origin = z.infer<typeof origin>;

/** What a run remembers of a resource. `expected` is read back after writing as soon as there is time for it. */
export const rememberedSchema = remembered;
export type Remembered = Readonly<z.infer<typeof remembered>>;

/** Something that did not stop the run but that a person should know. */
export const warningSchema = warning;
export type Warning = Readonly<z.infer<typeof warning>>;

/** One line of a run's journal. Every line also carries `at`, the time it was written. */
export const factSchema = z.discriminatedUnion("fact", [
  /** First line: what is done to whom with which tool. `request` is the command's own input. */
  z.object({
    fact: z.literal("run"),
    schema_version: z.literal(journalVersion),
    operation: z.string(),
    subject: z.string(),
    region: z.string(),
    profile: z.string(),
    run_id: z.string(),
    tool_version: z.string(),
    request: json,
  }),
  /** Second line, once AWS has said who calls: from here on the run holds the lock of its subject. */
  z.object({ fact: z.literal("caller"), account: z.string(), arn: z.string() }),
  /** An answer, a selection, a price: what a resume must not ask or choose again. */
  z.object({ fact: z.literal("decided"), key: z.string(), value: json }),
  /** The nine gates have passed: from here on the run counts as unfinished until it ends well. */
  z.object({ fact: z.literal("preflight_passed") }),
  z.object({ fact: z.literal("artifact"), name: z.string(), path: z.string(), sha256: z.string() }),
  z.object({
    fact: z.literal("intent"),
    kind: z.string(),
    key: z.string(),
    spec: json,
    found: was,
    attempt: z.number(),
    token: z.string(),
  }),
  /**
   * The service said no for certain: nothing was written under this attempt's token. A refused change of what is there does not
   * disown what this run has made.
   */
  z.object({ fact: z.literal("refused"), kind: z.string(), key: z.string(), found: was, attempt: z.number() }),
  /** What this attempt had made is gone again. */
  z.object({ fact: z.literal("removed"), kind: z.string(), key: z.string(), attempt: z.number() }),
  remembered.extend({ fact: z.literal("remembered") }),
  z.object({ fact: z.literal("child_intent"), argv }),
  z.object({ fact: z.literal("child_started"), argv, id: processId }),
  z.object({ fact: z.literal("child_ended"), argv, code: z.number() }),
  warning.extend({ fact: z.literal("warning"), post_create: z.boolean() }),
  z.object({ fact: z.literal("resumed"), tool_version: z.string() }),
  /** This run goes on with what an earlier run of the same subject, `<subject>_<ts>`, has made. */
  z.object({ fact: z.literal("took_over"), run: z.string() }),
  /** The earlier run's side of it: there is nothing left to resume. */
  z.object({ fact: z.literal("superseded"), by: z.string() }),
  z.object({ fact: z.literal("end"), status: endStatus, exit_code: z.number() }),
]);

export type Fact = Readonly<z.infer<typeof factSchema>>;

type FactOf<F extends Fact["fact"]> = Extract<Fact, { fact: F }>;

/** The last fact of a kind that fits. */
export function lastFact<F extends Fact["fact"]>(
  facts: readonly Fact[],
  name: F,
  fits: (fact: FactOf<F>) => boolean = () => true,
): FactOf<F> | undefined {
  return facts.findLast((fact): fact is FactOf<F> => fact.fact === name && fits(fact as FactOf<F>));
}

/** How a run has ended; nothing where somebody has gone on with it since. */
export function lastEnd(facts: readonly Fact[]): FactOf<"end"> | undefined {
  return lastFact(facts.slice(facts.findLastIndex(({ fact }) => fact === "resumed") + 1), "end");
}

/** Whether a fact is about this resource. */
export function isOf(kind: string, key: string): (fact: { readonly kind: string; readonly key: string }) => boolean {
  return (fact) => fact.kind === kind && fact.key === key;
}

/**
 * What is remembered of every resource, in the order in which they were first met: what it was like last, and that it was created
 * when any run has created it. What was removed is forgotten.
 */
export function rememberedIn(facts: readonly Fact[]): readonly Remembered[] {
  const known = new Map<string, Remembered>();
  for (const fact of facts) {
    if (fact.fact === "removed") known.delete(`${fact.kind} ${fact.key}`);
    if (fact.fact !== "remembered") continue;
    const { kind, key, expected, out } = fact;
    const earlier = known.get(`${kind} ${key}`)?.origin;
    const origin = earlier === "created" || (earlier === "repaired" && fact.origin === "found") ? earlier : fact.origin;
    known.set(`${kind} ${key}`, { kind, key, origin, expected, out });
  }
  return [...known.values()];
}

/** The exit code of a run that met a cluster which is not its own. */
export const exitForeign = 6;

/**
 * A run that passed preflight and did not end with a cluster or a successful dry run. One that somebody else's
 * cluster turned away before its first change has nothing to go on with.
 */
export function isUnfinished(facts: readonly Fact[]): boolean {
  const end = lastFact(facts, "end");
  const isTurnedAway = end?.exit_code === exitForeign && !hasIntent(facts);
  return lastFact(facts, "preflight_passed") !== undefined && lastFact(facts, "superseded") === undefined &&
    end?.status !== "created" && end?.status !== "dry_run_ok" && !isTurnedAway;
}

/** Whether the run itself may have changed something: what it took over stands before its own gates. */
function hasIntent(facts: readonly Fact[], kind?: string): boolean {
  const gates = facts.findIndex(({ fact }) => fact === "preflight_passed");
  return lastFact(facts.slice(gates + 1), "intent", (fact) => (kind ?? fact.kind) === fact.kind) !== undefined;
}

/**
 * Whether a new run of the same cluster has to ask about an unfinished one. One that *failed* before its cluster's intent stands
 * in nobody's way: the new run goes on with what it has made.
 */
export function standsInTheWay(facts: readonly Fact[]): boolean {
  const failed = lastFact(facts, "end")?.status === "failed";
  return isUnfinished(facts) && !(failed && !hasIntent(facts, "cluster"));
}

/**
 * What a run knows of the things it has made around its cluster, and of the programs it has started. The cluster is left out:
 * where it stands, jobs may run on it, and only the run that made it may go on with it.
 */
export function ownership(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter((fact) => {
    if (fact.fact === "child_intent" || fact.fact === "child_started" || fact.fact === "child_ended") return true;
    const isOwned = fact.fact === "intent" || fact.fact === "refused" || fact.fact === "removed" ||
      fact.fact === "remembered";
    return isOwned && fact.kind !== "cluster";
  });
}
