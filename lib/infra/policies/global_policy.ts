import type { ManagedPolicySpec } from "../../aws/resources/managed_policy.ts";
import { schedulerRoleName } from "../../names/scheduler_role_name.ts";

const roles = [
  ..."List* Get* SimulatePrincipalPolicy Create* DeleteInstanceProfile AddRoleToInstanceProfile".split(" "),
  ..."RemoveRoleFromInstanceProfile AttachRolePolicy DetachRolePolicy TagRole PutRolePolicy DeleteRole*".split(" "),
].map((action) => `iam:${action}`);

/** Services that make a role of their own when they are first used. */
const linked = [
  "spot.amazonaws.com",
  "fsx.amazonaws.com",
  "s3.data-source.lustre.fsx.amazonaws.com",
  "imagebuilder.amazonaws.com",
  "ec2.amazonaws.com",
  "lambda.amazonaws.com",
];

/**
 * What an operator of clusters may do in every region. Statements that others contain stay as they have always been: accounts are
 * compared with them. The last one lets an operator correct who may take the role that sends heartbeats, and no other role.
 */
export function globalPolicy(account: string): ManagedPolicySpec {
  const allow = (
    Action: readonly string[],
    Resource = "*",
    Condition?: { [operator: string]: { [key: string]: string | string[] } },
  ) => ({
    Effect: "Allow",
    Action: [...Action],
    Resource,
    ...(Condition && { Condition }),
  });
  const wide = "ec2 autoscaling elasticloadbalancing elasticfilesystem scheduler route53 apigateway secretsmanager ecr";
  return {
    account,
    name: "DaylilyGlobalEClusterPolicy",
    document: {
      Version: "2012-10-17",
      Statement: [
        allow(wide.split(" ").map((service) => `${service}:*`)),
        allow(roles),
        allow(["iam:PassRole"], `arn:aws:iam::${account}:role/*`),
        allow(["iam:PassRole"], "*", { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } }),
        allow(["cognito-idp:*", "servicequotas:GetServiceQuota", "ssm:*"]),
        allow(["iam:CreateServiceLinkedRole"], "*", { StringLike: { "iam:AWSServiceName": linked } }),
        allow(
          ["iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRoleDeletionStatus"],
          "arn:aws:iam::*:role/aws-service-role/*",
        ),
        allow([...roles, "iam:UntagRole", "lambda:*"]),
        allow(["cloudformation:*"]),
        allow(["fsx:*"]),
        allow(["dynamodb:*"], `arn:aws:dynamodb:*:${account}:table/parallelcluster-*`),
        allow(["s3:*", "s3:ListAllMyBuckets"]),
        allow(["budgets:*"]),
        allow(["cloudwatch:*", "logs:*"]),
        allow(["imagebuilder:*"]),
        allow(["sns:*"], `arn:aws:sns:*:${account}:ParallelClusterImage-*`),
        allow(["tag:*"]),
        allow(["iam:UpdateAssumeRolePolicy"], `arn:aws:iam::${account}:role/${schedulerRoleName}`),
      ],
    },
  };
}
