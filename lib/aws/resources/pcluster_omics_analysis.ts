import type { ManagedPolicySpec } from "./managed_policy.ts";

/** The policy that lets a cluster's owner make the service-linked role of EC2 Spot, once per account. */
export function pclusterOmicsAnalysis(account: string): ManagedPolicySpec {
  return {
    account,
    name: "pcluster-omics-analysis",
    document: {
      Version: "2012-10-17",
      Statement: [{
        Effect: "Allow",
        Action: "iam:CreateServiceLinkedRole",
        Resource: "*",
        Condition: { StringLike: { "iam:AWSServiceName": "spot.amazonaws.com" } },
      }],
    },
  };
}
