import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Found, Json } from "../../aws/resource.ts";
import { kindOfResource } from "../../state/walks/kind_of_resource.ts";
import type { RemovableKind } from "../../state/walks/wanted.ts";
import { spotGateway } from "./gateway.ts";
import { isGone } from "./is_gone.ts";
import { spotRouteTable } from "./route_table.ts";
import { spotSecurityGroup } from "./security_group.ts";
import type { SpotDeps } from "./spot_deps.ts";
import { spotSubnet } from "./subnet.ts";
import { untilFree } from "./until_free.ts";
import { spotVpc } from "./vpc.ts";

/** What `removeAll` can remove of a region. Things without a life of their own are only removed, never made by a walk. */
export const spotKinds: readonly RemovableKind<SpotDeps>[] = [
  leftover("spot-volume", "volume", async (VolumeId) => {
    const { DeleteVolumeCommand, DescribeVolumesCommand } = await import("@aws-sdk/client-ec2");
    return {
      find: async (ec2) => (await ec2.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] }))).Volumes?.[0]?.State,
      remove: async (ec2) => void await ec2.send(new DeleteVolumeCommand({ VolumeId })),
    };
  }),
  kindOfResource(spotVpc),
  kindOfResource(spotGateway),
  kindOfResource(spotRouteTable),
  kindOfResource(spotSubnet),
  kindOfResource(spotSecurityGroup),
  leftover("spot-interface", "network interface", async (NetworkInterfaceId) => {
    const { DeleteNetworkInterfaceCommand, DescribeNetworkInterfacesCommand } = await import("@aws-sdk/client-ec2");
    const NetworkInterfaceIds = [NetworkInterfaceId];
    return {
      find: async (ec2) =>
        (await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }))).NetworkInterfaces?.[0]?.Status,
      remove: async (ec2) => void await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
    };
  }),
  leftover("spot-launch-template", "launch template", async (LaunchTemplateId) => {
    const { DeleteLaunchTemplateCommand, DescribeLaunchTemplatesCommand } = await import("@aws-sdk/client-ec2");
    const LaunchTemplateIds = [LaunchTemplateId];
    return {
      find: async (ec2) =>
        (await ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds }))).LaunchTemplates?.[0]
          ?.LaunchTemplateName,
      remove: async (ec2) => void await ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })),
    };
  }),
];

type Leftover = {
  /** Nothing when it is gone. */
  find(ec2: EC2Client): Promise<string | undefined>;
  remove(ec2: EC2Client): Promise<void>;
};

/** A kind that is known by its id alone. */
function leftover(kind: string, title: string, of: (id: string) => Promise<Leftover>): RemovableKind<SpotDeps> {
  const idOf = (spec: Json) => String((spec as { readonly id?: Json }).id ?? "");
  const titleOf = (spec: Json) => `${title} ${idOf(spec)}`;
  const unlessGone = (error: unknown) => {
    if (!isGone(error)) throw error;
    return undefined;
  };
  return {
    kind,
    title: titleOf,
    async find(deps, spec): Promise<Found<Json, Json>> {
      const state = await (await of(idOf(spec))).find(await deps.aws.ec2()).catch(unlessGone);
      return state === undefined ? { is: "absent" } : { is: "ready", spec, out: state };
    },
    async remove(deps, spec) {
      const thing = await of(idOf(spec));
      const ec2 = await deps.aws.ec2();
      await untilFree(deps, titleOf(spec), () => thing.remove(ec2).catch(unlessGone), () => Promise.resolve([]));
    },
  };
}
