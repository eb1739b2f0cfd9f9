import { clusterTag } from "../pcluster/cluster_tag.ts";
import { expiryRoleName } from "../../names/expiry_names.ts";
import { schedulerTrust, serviceRole, type ServiceRoleSpec } from "./service_role.ts";

export const expiryRolePolicyName = "daylily-cluster-expiry-inline";

/** The role with which EventBridge Scheduler deletes clusters whose time is over; an administrator makes it, once per account. */
export const expiryRole = serviceRole({
  kind: "expiry-role",
  policyName: expiryRolePolicyName,
  description: "Lets EventBridge Scheduler delete the stacks of clusters whose deadline has passed",
  purpose: "ClusterExpiry",
});

/** A statement of the role's policy, and for whom it counts. */
export type ExpiryGrant = {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `tagged`: stacks of ParallelCluster alone; `called`: only when CloudFormation asks in the role's name. */
  readonly when: "tagged" | "called";
};

/**
 * What the deletion of a ParallelCluster stack needs. The role may begin a deletion of such a stack alone; everything else it may do
 * only through CloudFormation, which deletes in its name. Reading and deleting belong together: CloudFormation looks whether a thing
 * is gone.
 */
export function expiryGrants(account: string, partition = "aws"): readonly ExpiryGrant[] {
  const iam = (path: string) => `arn:${partition}:iam::${account}:${path}`;
  const called = (sid: string, resources: readonly string[], actions: readonly string[]): ExpiryGrant => {
    return { sid, actions, resources, when: "called" };
  };
  return [
    {
      sid: "DeleteClusterStacks",
      actions: ["cloudformation:DeleteStack"],
      resources: [`arn:${partition}:cloudformation:*:${account}:stack/*`],
      when: "tagged",
    },
    called("DeleteWhatStacksHold", ["*"], unnamed),
    called(
      "DeleteRoles",
      [iam("role/parallelcluster/*")],
      [
        ..."DeleteRole DeleteRolePolicy DetachRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies".split(" "),
        ..."ListInstanceProfilesForRole ListRolePolicies".split(" "),
      ].map((action) => `iam:${action}`),
    ),
    called(
      "DeleteInstanceProfiles",
      [iam("instance-profile/parallelcluster/*")],
      "DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile".split(" ").map((one) => `iam:${one}`),
    ),
    called(
      "DeleteFunctions",
      [`arn:${partition}:lambda:*:${account}:function:pcluster-*`],
      // The stack's own clean-up is a function of it.
      "DeleteFunction GetFunction GetFunctionConfiguration GetPolicy InvokeFunction RemovePermission".split(" ")
        .map((action) => `lambda:${action}`),
    ),
  ];
}

/** Of types whose things have names that nobody knows beforehand. */
const unnamed: readonly string[] = Object.entries({
  cloudformation: "DescribeStackEvents DescribeStackResource DescribeStackResources DescribeStacks ListStackResources",
  cloudwatch: "DeleteAlarms DeleteDashboards DescribeAlarms GetDashboard",
  dynamodb: "DeleteItem DeleteTable DescribeTable GetItem Query",
  ec2: "DeleteLaunchTemplate DeleteNetworkInterface DeletePlacementGroup DeleteSecurityGroup DeleteTags DeleteVolume " +
    "DescribeAddresses DescribeInstanceAttribute DescribeInstances DescribeLaunchTemplateVersions " +
    "DescribeLaunchTemplates DescribeNetworkInterfaces DescribePlacementGroups DescribeSecurityGroupRules " +
    "DescribeSecurityGroups DescribeSubnets DescribeVolumes DescribeVpcs DetachNetworkInterface DetachVolume " +
    "DisassociateAddress ModifyInstanceAttribute ReleaseAddress RevokeSecurityGroupEgress " +
    "RevokeSecurityGroupIngress TerminateInstances",
  elasticfilesystem: "DeleteFileSystem DeleteMountTarget DescribeFileSystems DescribeMountTargets",
  fsx: "DeleteDataRepositoryAssociation DeleteFileSystem DescribeDataRepositoryAssociations DescribeFileSystems",
  logs: "DeleteLogGroup DeleteMetricFilter DeleteRetentionPolicy DescribeLogGroups DescribeMetricFilters",
  route53:
    "ChangeResourceRecordSets DeleteHostedZone GetChange GetHostedZone ListHostedZones ListQueryLoggingConfigs " +
    "ListResourceRecordSets",
}).flatMap(([service, actions]) => actions.split(" ").map((action) => `${service}:${action}`));

const conditions = {
  tagged: { StringLike: { [`aws:ResourceTag/${clusterTag}`]: "*" } },
  called: { "ForAnyValue:StringEquals": { "aws:CalledVia": ["cloudformation.amazonaws.com"] } },
} as const;

export function expiryRoleSpec(account: string, partition = "aws"): ServiceRoleSpec {
  return {
    account,
    name: expiryRoleName,
    trust: schedulerTrust(account),
    policy: {
      Version: "2012-10-17",
      Statement: expiryGrants(account, partition).map(({ sid, actions, resources, when }) => ({
        Sid: sid,
        Effect: "Allow",
        Action: [...actions],
        Resource: [...resources],
        Condition: conditions[when],
      })),
    },
  };
}
