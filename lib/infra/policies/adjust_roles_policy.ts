import type { ManagedPolicySpec } from "../../aws/resources/managed_policy.ts";

/**
 * Lets the functions of ParallelCluster's API stack attach policies to roles of clusters, and to no others; they could raise their
 * own rights otherwise. Taking a policy away is not limited.
 */
export function adjustRolesPolicy(account: string): ManagedPolicySpec {
  return {
    account,
    name: "DaylilyPClusterLambdaAdjustRoles",
    document: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["iam:AttachRolePolicy"],
          Resource: `arn:aws:iam::${account}:role/parallelcluster/*`,
        },
        { Effect: "Allow", Action: ["iam:DetachRolePolicy"], Resource: "*" },
      ],
    },
  };
}
