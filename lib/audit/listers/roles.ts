import type { Role, Tag } from "@aws-sdk/client-iam";
import { isAwsError } from "../../aws/aws_error.ts";
import { expiryRoleName } from "../../names/expiry_names.ts";
import { schedulerRoleName } from "../../names/scheduler_role_name.ts";
import { withPreparations } from "../scene/aws_command.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";
import { ownedThings } from "../scene/owned_things.ts";

const shared = new Map([
  [schedulerRoleName, "sends heartbeat mails"],
  [expiryRoleName, "deletes clusters at their deadline"],
]);

/** Roles of nodes and functions, and those that all clusters share. */
export const roles: Lister = {
  service: "roles",
  reach: "account",
  actions: {
    list: [
      "iam:ListRoles",
      "iam:ListRoleTags",
      "iam:ListAttachedRolePolicies",
      "iam:ListRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "cloudformation:DescribeStacks",
      "ec2:DescribeRegions",
    ],
    remove: [
      "iam:DetachRolePolicy",
      "iam:DeleteRolePolicy",
      "iam:RemoveRoleFromInstanceProfile",
      "iam:DeleteInstanceProfile",
      "iam:DeleteRole",
    ],
  },

  async list(scene) {
    const { paginateListRoles } = await import("@aws-sdk/client-iam");
    const client = await scene.aws.iam();
    const found: Role[] = [];
    for await (const page of paginateListRoles({ client }, {})) found.push(...page.Roles ?? []);
    // Those of AWS itself are nobody's to remove.
    const candidates = found.filter(({ Path = "" }) => !/^\/aws-(service-role|reserved)\//.test(Path));
    return (await Promise.all(candidates.map((role) => thingsOf(scene, role)))).flat();
  },

  async remove({ scene }, { id: RoleName }) {
    const {
      DeleteInstanceProfileCommand,
      DeleteRoleCommand,
      DeleteRolePolicyCommand,
      DetachRolePolicyCommand,
      RemoveRoleFromInstanceProfileCommand,
    } = await import("@aws-sdk/client-iam");
    const client = await scene.aws.iam();
    const { attached, inline, profiles } = await partsOf(scene, RoleName);
    const quietly = (sent: Promise<unknown>) =>
      sent.catch((error) => {
        if (!isAwsError(error, "NoSuchEntity")) throw error;
      });
    for (const PolicyArn of attached) {
      await quietly(client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
    }
    for (const PolicyName of inline) {
      await quietly(client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
    }
    for (const InstanceProfileName of profiles) {
      await quietly(client.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName })));
      await quietly(client.send(new DeleteInstanceProfileCommand({ InstanceProfileName })));
    }
    await quietly(client.send(new DeleteRoleCommand({ RoleName })));
  },
};

async function thingsOf(scene: Scene, { RoleName: id = "", Path = "" }: Role): Promise<Thing[]> {
  const { region } = scene.aws;
  const row = { service: "roles", region, id, usd_per_day: null } as const;
  const does = shared.get(id);
  if (does !== undefined) {
    return [{ ...row, cluster: undefined, why: does, remove: await removal(scene, id) }];
  }
  return await ownedThings(scene, row, {
    path: Path,
    tags: await tagsOf(scene, id),
    removal: () => removal(scene, id),
  });
}

async function tagsOf({ aws }: Scene, RoleName: string): Promise<readonly Tag[]> {
  const { ListRoleTagsCommand } = await import("@aws-sdk/client-iam");
  try {
    // A role has fewer tags than a page.
    return (await (await aws.iam()).send(new ListRoleTagsCommand({ RoleName }))).Tags ?? [];
  } catch (error) {
    if (isAwsError(error, "NoSuchEntity")) return [];
    throw error;
  }
}

/** What has to go before the role does. */
async function partsOf({ aws }: Scene, RoleName: string) {
  const { paginateListAttachedRolePolicies, paginateListInstanceProfilesForRole, paginateListRolePolicies } =
    await import(
      "@aws-sdk/client-iam"
    );
  const client = await aws.iam();
  const collect = async <P>(pages: AsyncIterable<P>, names: (page: P) => readonly string[]) => {
    const all: string[] = [];
    try {
      for await (const page of pages) all.push(...names(page));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
    return all;
  };
  const [attached, inline, profiles] = await Promise.all([
    collect(
      paginateListAttachedRolePolicies({ client }, { RoleName }),
      ({ AttachedPolicies = [] }) => AttachedPolicies.map(({ PolicyArn = "" }) => PolicyArn),
    ),
    collect(paginateListRolePolicies({ client }, { RoleName }), ({ PolicyNames = [] }) => PolicyNames),
    collect(
      paginateListInstanceProfilesForRole({ client }, { RoleName }),
      ({ InstanceProfiles = [] }) => InstanceProfiles.map(({ InstanceProfileName = "" }) => InstanceProfileName),
    ),
  ]);
  return { attached, inline, profiles };
}

async function removal(scene: Scene, role: string): Promise<string> {
  const { attached, inline, profiles } = await partsOf(scene, role);
  const iam = (operation: string, ...words: readonly string[]) => scene.command("iam", operation, ...words);
  const of = ["--role-name", role];
  return withPreparations(
    ...attached.map((arn) => iam("detach-role-policy", ...of, "--policy-arn", arn)),
    ...inline.map((name) => iam("delete-role-policy", ...of, "--policy-name", name)),
    ...profiles.flatMap((name) => [
      iam("remove-role-from-instance-profile", ...of, "--instance-profile-name", name),
      iam("delete-instance-profile", "--instance-profile-name", name),
    ]),
    iam("delete-role", ...of),
  );
}
