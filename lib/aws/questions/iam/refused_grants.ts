import { clusterTag } from "../../pcluster/cluster_tag.ts";
import { type ExpiryGrant, expiryGrants } from "../../resources/expiry_role.ts";
import type { Aws } from "../../session.ts";
import { refusedActions } from "./simulate_policy.ts";

/**
 * What IAM would refuse the role that deletes clusters at their deadline, tried out in IAM's simulator; empty when it may do all.
 */
export async function refusedGrants(
  aws: Aws,
  { roleArn, account, partition }: { readonly roleArn: string; readonly account: string; readonly partition: string },
): Promise<readonly string[]> {
  const grants = expiryGrants(account, partition);
  return (await Promise.all(grants.map((grant) => refusedActions(aws, roleArn, trialOf(aws, grant))))).flat();
}

/** One thing that stands for all of a grant, asked for as a deletion asks for it. */
function trialOf({ region }: Aws, { actions, resources: [form], when }: ExpiryGrant) {
  const resource = form === "*" ? form : form.replace(":*:", `:${region}:`).replaceAll("*", "x");
  const called = { "aws:CalledVia": ["cloudformation.amazonaws.com"] };
  return { actions, resource, context: when === "called" ? called : { [`aws:ResourceTag/${clusterTag}`]: "x" } };
}
