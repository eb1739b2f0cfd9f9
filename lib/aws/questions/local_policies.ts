import type { Aws } from "../session.ts";

export const localPolicyActions = ["iam:ListPolicies"] as const;

/** The ARNs of each customer-managed policy name, in the order of the service. One name can stand under several paths. */
export type LocalPolicies = ReadonlyMap<string, readonly string[]>;

/**
 * Every customer-managed policy of the account. AWS's own are left out by the service: ours are never among them, and there are
 * more than a thousand.
 */
export async function localPolicies(aws: Aws): Promise<LocalPolicies> {
  const { paginateListPolicies } = await import("@aws-sdk/client-iam");
  const client = await aws.iam();
  const policies = new Map<string, string[]>();
  for await (const page of paginateListPolicies({ client, pageSize: 1000 }, { Scope: "Local" })) {
    for (const { PolicyName = "", Arn = "" } of page.Policies ?? []) {
      policies.set(PolicyName, [...policies.get(PolicyName) ?? [], Arn]);
    }
  }
  return policies;
}
