import { localPolicies } from "../../aws/questions/local_policies.ts";
import { networkStack, type NetworkStackSpec, networkStackSpec } from "../../aws/resources/network_stack.ts";
import type { Aws } from "../../aws/session.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { Creation } from "../create_deps.ts";

/**
 * The network that the run wants. Whether its stack makes the account's policy is decided before its creation and then stays: on
 * a resume the policy is there because this very stack has made it. When the stack is gone again, the policy may have outlived it.
 */
export async function networkSpec(
  run: Creation,
  { account, tagsAndBudgetArns: known }: Findings,
): Promise<NetworkStackSpec> {
  const az = run.request.region_az;
  const fresh = (policies: readonly string[]) => networkStackSpec({ account, az, createPolicy: policies.length === 0 });
  const intent = lastFact(run.journal.facts, "intent", ({ kind }) => kind === networkStack.kind);
  if (intent === undefined) return fresh(known);
  const spec = networkStack.spec.parse(intent.spec);
  const found = await networkStack.find(run.deps, spec, "exists");
  return found.is === "absent" ? fresh(await tagsAndBudgetPolicies(run.deps.aws)) : spec;
}

/** The ARNs of the policies that let nodes read tags and budgets. */
export async function tagsAndBudgetPolicies(aws: Aws): Promise<readonly string[]> {
  return (await localPolicies(aws)).get("pclusterTagsAndBudget") ?? [];
}
