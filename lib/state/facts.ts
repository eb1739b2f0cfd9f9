import type { Json } from "../host/json.ts";
import type { ProcessId } from "../host/processes.ts";

/** How a run ended, or how far its cluster is. */
export type RunStatus = "dry_run_ok" | "created" | "failed" | "interrupted";

export type Origin = "created" | "found" | "repaired";

/** What a run remembers of a resource. `expected` is read back after writing as soon as there is time for it. */
export type Remembered = {
  readonly kind: string;
  readonly key: string;
  readonly origin: Origin;
  readonly expected: Json;
  readonly out: Json;
};

/** Something that did not stop the run but that a person should know (spec/create-cluster.md 3.15). */
export type Warning = { readonly id: string; readonly message: string; readonly step: string };

/** One line of a run's journal. Every line also carries `at`, the time it was written. */
export type Fact =
  /** First line: who runs what with which tool. `request` is the command's own input. */
  | {
    readonly fact: "run";
    readonly tool_version: string;
    readonly run_id: string;
    readonly cluster_name: string;
    readonly region: string;
    readonly region_az: string;
    readonly profile: string;
    readonly request: Json;
  }
  | { readonly fact: "caller"; readonly account: string; readonly arn: string }
  /** An answer, a selection, a price: what a resume must not ask or choose again. */
  | { readonly fact: "decided"; readonly key: string; readonly value: Json }
  /** The nine gates have passed: from here on the run counts as unfinished until it ends well. */
  | { readonly fact: "preflight_passed" }
  | { readonly fact: "artifact"; readonly name: string; readonly path: string; readonly sha256: string }
  | {
    readonly fact: "intent";
    readonly kind: string;
    readonly key: string;
    readonly spec: Json;
    /** What stood there before the write: only what was absent is this run's to remove. */
    readonly found: "absent" | "ready";
    readonly attempt: number;
    readonly token: string;
  }
  /** The service said no for certain: nothing was written under this attempt's token. */
  | {
    readonly fact: "refused";
    readonly kind: string;
    readonly key: string;
    /** As in the intent: a refused change of what is there does not disown what this run has made. */
    readonly found: "absent" | "ready";
    readonly attempt: number;
  }
  /** What this attempt had made was stuck, and is gone again. */
  | { readonly fact: "removed"; readonly kind: string; readonly key: string; readonly attempt: number }
  | ({ readonly fact: "remembered" } & Remembered)
  | { readonly fact: "child_intent"; readonly argv: readonly string[] }
  | { readonly fact: "child_started"; readonly argv: readonly string[]; readonly id: ProcessId }
  | { readonly fact: "child_ended"; readonly argv: readonly string[]; readonly code: number }
  | ({ readonly fact: "warning"; readonly post_create: boolean } & Warning)
  | { readonly fact: "resumed"; readonly tool_version: string }
  /** This run goes on with what an earlier run of the same cluster, `<cluster>_<ts>`, has made. */
  | { readonly fact: "took_over"; readonly run: string }
  /** The earlier run's side of it: there is nothing left to resume. */
  | { readonly fact: "superseded"; readonly by: string }
  | { readonly fact: "end"; readonly status: RunStatus; readonly exit_code: number };

type FactOf<F extends Fact["fact"]> = Extract<Fact, { fact: F }>;

/** The last fact of a kind that fits. */
export function lastFact<F extends Fact["fact"]>(
  facts: readonly Fact[],
  name: F,
  fits: (fact: FactOf<F>) => boolean = () => true,
): FactOf<F> | undefined {
  return facts.findLast((fact): fact is FactOf<F> => fact.fact === name && fits(fact as FactOf<F>));
}

/** The newest memory of every resource, in the order in which they were first met. */
export function rememberedIn(facts: readonly Fact[]): readonly Remembered[] {
  const newest = new Map<string, Remembered>();
  for (const fact of facts) {
    if (fact.fact !== "remembered") continue;
    const { kind, key, origin, expected, out } = fact;
    newest.set(`${kind} ${key}`, { kind, key, origin, expected, out });
  }
  return [...newest.values()];
}

/** The exit code of a run that met a cluster which is not its own (decision 3.30). */
export const exitForeign = 6;

/**
 * A run that passed preflight and did not end with a cluster or a successful dry run (decision 3.39). One that somebody else's
 * cluster turned away before its first change has nothing to go on with.
 */
export function isUnfinished(facts: readonly Fact[]): boolean {
  const end = lastFact(facts, "end");
  const isTurnedAway = end?.exit_code === exitForeign && !hasChanged(facts);
  return lastFact(facts, "preflight_passed") !== undefined && lastFact(facts, "superseded") === undefined &&
    end?.status !== "created" && end?.status !== "dry_run_ok" && !isTurnedAway;
}

/** Whether the run may have changed anything in AWS: what it took over stands before its own gates. */
function hasChanged(facts: readonly Fact[]): boolean {
  const gates = facts.findIndex(({ fact }) => fact === "preflight_passed");
  return lastFact(facts.slice(gates + 1), "intent") !== undefined;
}

/**
 * Whether a new run of the same cluster has to ask about an unfinished one. A run that failed before it sent the first change
 * can be resumed, but leaves nothing behind that a new one, with other values, could overlook.
 */
export function standsInTheWay(facts: readonly Fact[]): boolean {
  const failed = lastFact(facts, "end")?.status === "failed";
  return isUnfinished(facts) && !(failed && !hasChanged(facts));
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
