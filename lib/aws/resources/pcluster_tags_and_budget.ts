import type { ManagedPolicySpec } from "./managed_policy.ts";

/**
 * The policy of head node and compute nodes: tag themselves, read Spot prices and budgets. The network stack makes
 * it; this is the same one, for an account whose network lost it.
 */
export function pclusterTagsAndBudget(account: string): ManagedPolicySpec {
  return {
    account,
    name: "pclusterTagsAndBudget",
    document: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["ec2:DeleteTags", "ec2:DescribeTags", "ec2:CreateTags", "ec2:DescribeSpotPriceHistory"],
          Resource: "*",
        },
        { Effect: "Allow", Action: ["budgets:ViewBudget"], Resource: "arn:aws:budgets::*:budget/*" },
      ],
    },
  };
}
