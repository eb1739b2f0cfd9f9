import type { IpPermission, SecurityGroup } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import { withPreparations } from "../scene/aws_command.ts";
import { becauseTagged, clusterFilter, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";

/** Security groups. Those of a cluster name each other in their rules, and no group goes while another one names it. */
export const securityGroups: Lister = {
  service: "security groups",
  reach: "region",
  actions: {
    list: ["ec2:DescribeSecurityGroups"],
    remove: ["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress", "ec2:DeleteSecurityGroup"],
  },

  async list(scene) {
    const groups = await ownGroups(scene);
    const { region } = scene.aws;
    return groups.map(({ group: { GroupId: id = "", GroupName: name = "" }, cluster }): Thing => ({
      service: "security groups",
      region,
      id,
      cluster,
      why: `${name}, ${becauseTagged(cluster)}`,
      usd_per_day: null,
      remove: withPreparations(
        ...mentionsOf(groups, id).map(({ by, direction, permission }) =>
          scene.command(
            ...["ec2", `revoke-security-group-${direction}`, "--group-id", by],
            ...["--ip-permissions", JSON.stringify([permission])],
          )
        ),
        scene.command("ec2", "delete-security-group", "--group-id", id),
      ),
    }));
  },

  async remove({ scene }, { id }) {
    const { DeleteSecurityGroupCommand, RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } =
      await import("@aws-sdk/client-ec2");
    const client = await scene.aws.ec2();
    // The other groups are being removed at the same time.
    const quietly = (sent: Promise<unknown>) =>
      sent.catch((error) => {
        if (!isAwsError(error, "InvalidGroup.NotFound", "InvalidPermission.NotFound")) throw error;
      });
    for (const { by, direction, permission } of mentionsOf(await ownGroups(scene), id)) {
      const input = { GroupId: by, IpPermissions: [permission] };
      await quietly(
        direction === "ingress"
          ? client.send(new RevokeSecurityGroupIngressCommand(input))
          : client.send(new RevokeSecurityGroupEgressCommand(input)),
      );
    }
    await quietly(client.send(new DeleteSecurityGroupCommand({ GroupId: id })));
  },
};

type OwnGroup = { readonly group: SecurityGroup; readonly cluster: string };

async function ownGroups({ aws, cluster: wanted }: Scene): Promise<readonly OwnGroup[]> {
  const { paginateDescribeSecurityGroups } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const found: OwnGroup[] = [];
  for await (const page of paginateDescribeSecurityGroups({ client }, { Filters: [clusterFilter(wanted)] })) {
    found.push(...(page.SecurityGroups ?? []).flatMap((group) => {
      const cluster = taggedCluster(group.Tags, wanted);
      return cluster === undefined ? [] : [{ group, cluster }];
    }));
  }
  return found;
}

type Mention = {
  readonly by: string;
  readonly direction: "ingress" | "egress";
  readonly permission: IpPermission;
};

/** The rules of other groups of ours that name this one, each cut down to that. */
function mentionsOf(groups: readonly OwnGroup[], id: string): readonly Mention[] {
  return groups.filter(({ group }) => group.GroupId !== id).flatMap(({ group }) => {
    const { GroupId: by = "", IpPermissions = [], IpPermissionsEgress = [] } = group;
    const mention = (direction: Mention["direction"]) => (rule: IpPermission): Mention[] => {
      const pairs = (rule.UserIdGroupPairs ?? []).filter(({ GroupId }) => GroupId === id);
      const { IpProtocol, FromPort, ToPort } = rule;
      const ports = FromPort === undefined ? {} : { FromPort, ToPort };
      const permission = { IpProtocol, ...ports, UserIdGroupPairs: [{ GroupId: id }] };
      return pairs.length === 0 ? [] : [{ by, direction, permission }];
    };
    return [...IpPermissions.flatMap(mention("ingress")), ...IpPermissionsEgress.flatMap(mention("egress"))];
  });
}
