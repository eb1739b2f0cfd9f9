import type { Policy, Tag } from "@aws-sdk/client-iam";
import { isAwsError } from "../../aws/aws_error.ts";
import { withPreparations } from "../scene/aws_command.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";
import { ownedThings } from "../scene/owned_things.ts";

const shared =
  /^(pclusterTagsAndBudget|pcluster-omics-analysis|DaylilyGlobalEClusterPolicy|DaylilyRegionalEClusterPolicy-.+)$/;

/** The account's own policies of clusters, and those that all clusters share. */
export const policies: Lister = {
  service: "policies",
  reach: "account",
  actions: {
    list: [
      "iam:ListPolicies",
      "iam:ListPolicyTags",
      "iam:ListEntitiesForPolicy",
      "iam:ListPolicyVersions",
      "cloudformation:DescribeStacks",
      "ec2:DescribeRegions",
    ],
    remove: [
      "iam:DetachRolePolicy",
      "iam:DetachUserPolicy",
      "iam:DetachGroupPolicy",
      "iam:DeletePolicyVersion",
      "iam:DeletePolicy",
    ],
  },

  async list(scene) {
    const { paginateListPolicies } = await import("@aws-sdk/client-iam");
    const client = await scene.aws.iam();
    const found: Policy[] = [];
    for await (const page of paginateListPolicies({ client }, { Scope: "Local" })) found.push(...page.Policies ?? []);
    return (await Promise.all(found.map((policy) => thingsOf(scene, policy)))).flat();
  },

  async remove({ scene }, { id: PolicyArn }) {
    const {
      DeletePolicyCommand,
      DeletePolicyVersionCommand,
      DetachGroupPolicyCommand,
      DetachRolePolicyCommand,
      DetachUserPolicyCommand,
    } = await import("@aws-sdk/client-iam");
    const client = await scene.aws.iam();
    try {
      const { roles, users, groups, versions } = await partsOf(scene, PolicyArn);
      for (const RoleName of roles) await client.send(new DetachRolePolicyCommand({ PolicyArn, RoleName }));
      for (const UserName of users) await client.send(new DetachUserPolicyCommand({ PolicyArn, UserName }));
      for (const GroupName of groups) await client.send(new DetachGroupPolicyCommand({ PolicyArn, GroupName }));
      for (const VersionId of versions) await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
      await client.send(new DeletePolicyCommand({ PolicyArn }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  },
};

async function thingsOf(scene: Scene, { PolicyName = "", Arn: id = "", Path = "" }: Policy): Promise<Thing[]> {
  const { region } = scene.aws;
  const row = { service: "policies", region, id, usd_per_day: null } as const;
  if (shared.test(PolicyName)) {
    return [{ ...row, cluster: undefined, why: `the policy ${PolicyName}`, remove: await removal(scene, id) }];
  }
  return await ownedThings(scene, row, {
    path: Path,
    tags: await tagsOf(scene, id),
    removal: () => removal(scene, id),
  });
}

async function tagsOf({ aws }: Scene, PolicyArn: string): Promise<readonly Tag[]> {
  const { ListPolicyTagsCommand } = await import("@aws-sdk/client-iam");
  try {
    return (await (await aws.iam()).send(new ListPolicyTagsCommand({ PolicyArn }))).Tags ?? [];
  } catch (error) {
    if (isAwsError(error, "NoSuchEntity")) return [];
    throw error;
  }
}

/** Who has the policy, and its versions beside the one in force: they have to go before it does. */
async function partsOf({ aws }: Scene, PolicyArn: string) {
  const { paginateListEntitiesForPolicy, paginateListPolicyVersions } = await import("@aws-sdk/client-iam");
  const client = await aws.iam();
  const parts = { roles: [] as string[], users: [] as string[], groups: [] as string[], versions: [] as string[] };
  const holders = async () => {
    for await (const page of paginateListEntitiesForPolicy({ client }, { PolicyArn })) {
      parts.roles.push(...(page.PolicyRoles ?? []).map(({ RoleName = "" }) => RoleName));
      parts.users.push(...(page.PolicyUsers ?? []).map(({ UserName = "" }) => UserName));
      parts.groups.push(...(page.PolicyGroups ?? []).map(({ GroupName = "" }) => GroupName));
    }
  };
  const versions = async () => {
    for await (const { Versions = [] } of paginateListPolicyVersions({ client }, { PolicyArn })) {
      const older = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion);
      parts.versions.push(...older.map(({ VersionId = "" }) => VersionId));
    }
  };
  await Promise.all([holders(), versions()]);
  return parts;
}

async function removal(scene: Scene, arn: string): Promise<string> {
  const { roles, users, groups, versions } = await partsOf(scene, arn);
  const iam = (operation: string, ...words: readonly string[]) =>
    scene.command("iam", operation, "--policy-arn", arn, ...words);
  return withPreparations(
    ...roles.map((name) => iam("detach-role-policy", "--role-name", name)),
    ...users.map((name) => iam("detach-user-policy", "--user-name", name)),
    ...groups.map((name) => iam("detach-group-policy", "--group-name", name)),
    ...versions.map((id) => iam("delete-policy-version", "--version-id", id)),
    iam("delete-policy"),
  );
}
