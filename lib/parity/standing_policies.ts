import { managedPolicy, type ManagedPolicySpec } from "../aws/resources/managed_policy.ts";
import { pclusterOmicsAnalysis } from "../aws/resources/pcluster_omics_analysis.ts";
import { pclusterTagsAndBudget } from "../aws/resources/pcluster_tags_and_budget.ts";
import { schedulerRole, schedulerRoleSpec } from "../aws/resources/scheduler_role.ts";
import type { AwsDeps } from "../aws/resource.ts";
import type { Json } from "../host/json.ts";
import { notReady } from "./not_ready.ts";

/**
 * The documents of the policies that a creation makes, and trust and policy of the role that sends the heartbeat.
 *
 * @param roleArn "" where no schedule names one: then it is the one of the usual name
 */
export async function standingPolicies(deps: AwsDeps, account: string, roleArn: string): Promise<Json> {
  const [omics, tags, sender] = await Promise.all([
    documentOf(deps, pclusterOmicsAnalysis(account)),
    documentOf(deps, pclusterTagsAndBudget(account)),
    roleOf(deps, account, roleArn.slice(roleArn.lastIndexOf("/") + 1)),
  ]);
  return { "pcluster-omics-analysis": omics, pclusterTagsAndBudget: tags, scheduler_role: sender };
}

async function documentOf(deps: AwsDeps, spec: ManagedPolicySpec): Promise<Json> {
  const found = await managedPolicy.find(deps, spec, "full");
  return found.is === "ready" ? found.spec.document : notReady(found);
}

async function roleOf(deps: AwsDeps, account: string, name: string): Promise<Json> {
  const asked = name === "" ? schedulerRoleSpec(account) : schedulerRoleSpec(account, name);
  const found = await schedulerRole.find(deps, asked, "full");
  if (found.is !== "ready") return notReady(found);
  return { name: found.spec.name, trust: found.spec.trust, policy: found.spec.policy };
}
