import type { Json } from "../../aws/resource.ts";
import { type Fact, isOf } from "../journal/facts.ts";

/**
 * What a run's journal says about whose a resource is:
 * `none`: the run never set out to make it, or was refused, or found it made by others;
 * `intended`: it set out to make it where nothing was, and does not know what became of these requests;
 * `made`: it has seen what it made.
 */
export type Claim =
  | { readonly is: "none" }
  | { readonly is: "intended"; readonly requests: readonly { readonly token: string; readonly spec: Json }[] }
  | { readonly is: "made" };

const none: Claim = { is: "none" };

/** Reads the claim out of a journal, fact by fact. */
export function claimOn(facts: readonly Fact[], kind: string, key: string): Claim {
  return facts.reduce((claim, fact) => claimAfter(claim, fact, kind, key), none);
}

function claimAfter(claim: Claim, fact: Fact, kind: string, key: string): Claim {
  if (!("kind" in fact) || !isOf(kind, key)(fact)) return claim;
  switch (fact.fact) {
    case "intent": {
      if (fact.found !== "absent" || claim.is === "made") return claim;
      const earlier = claim.is === "intended" ? claim.requests : [];
      return { is: "intended", requests: [...earlier, { token: fact.token, spec: fact.spec }] };
    }
    case "refused":
      return fact.found === "absent" && claim.is === "intended" ? none : claim;
    case "removed":
      return none;
    case "remembered":
      return fact.origin === "created" ? { is: "made" } : none;
  }
  return claim;
}
