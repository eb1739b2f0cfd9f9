import type {
  _InstanceType as InstanceType,
  LaunchTemplateBlockDeviceMappingRequest,
  LaunchTemplateInstanceNetworkInterfaceSpecificationRequest,
  RequestLaunchTemplateData,
  ResourceType,
} from "@aws-sdk/client-ec2";
import type { SpotConfig } from "../config/spot_config.ts";
import type { UsableRegion } from "../facts/judge_region.ts";
import { attemptTag, type Marks, ownTags, tagsOf } from "../region/marks.ts";

/** A pool with its subnet. */
export type LaunchPool = {
  readonly type: string;
  readonly zone: string;
  readonly subnet: string;
  /** USD per hour on demand, where it is known. */
  readonly onDemandUsd?: number;
};

/** One attempt to launch some nodes in a region. */
export type LaunchRequest = {
  readonly attempt: number;
  readonly count: number;
  /** How many of them are not on Spot. */
  readonly onDemand: number;
  /** In the order in which they are tried where EC2 does not choose. */
  readonly pools: readonly LaunchPool[];
  readonly token: string;
  /** The launch template's name. */
  readonly name: string;
  readonly priceLimit: number | undefined;
  readonly data: RequestLaunchTemplateData;
};

type Parts = {
  readonly config: SpotConfig;
  readonly region: UsableRegion;
  readonly marks: Marks;
  readonly group: string;
  readonly userData: string;
  readonly attempt: number;
  readonly ends: Date | undefined;
};

/** Everything about the nodes that does not depend on type and zone. */
export function launchData(
  { config, region, marks, group, userData, attempt, ends }: Parts,
): RequestLaunchTemplateData {
  const { image } = region;
  const more = {
    ...attemptTag(attempt),
    ...(ends === undefined ? {} : { [ownTags.ends]: ends.toISOString() }),
  };
  const Tags = tagsOf(marks, `${config.prefix}-${region.region}`, more);
  const tagged: readonly ResourceType[] = ["instance", "volume", "network-interface", "spot-instances-request"];
  const disk: LaunchTemplateBlockDeviceMappingRequest = {
    DeviceName: image.rootDevice,
    Ebs: {
      VolumeSize: Math.max(config.storageGb, image.rootSize),
      VolumeType: "gp3",
      Encrypted: true,
      DeleteOnTermination: true,
    },
  };
  const net: LaunchTemplateInstanceNetworkInterfaceSpecificationRequest = {
    DeviceIndex: 0,
    AssociatePublicIpAddress: true,
    DeleteOnTermination: true,
    Groups: [group],
  };
  return {
    ImageId: image.id,
    UserData: userData,
    BlockDeviceMappings: [disk],
    NetworkInterfaces: [net],
    // The token of the metadata service reaches containers only with a second hop.
    MetadataOptions: { HttpTokens: "required", HttpEndpoint: "enabled", HttpPutResponseHopLimit: 2 },
    InstanceInitiatedShutdownBehavior: "terminate",
    // Types that mix with others are not asked for their credits.
    ...(region.types.every(({ isBurstable }) => isBurstable)
      ? { CreditSpecification: { CpuCredits: "standard" } }
      : {}),
    ...(config.keyName === undefined ? {} : { KeyName: config.keyName }),
    TagSpecifications: tagged.map((ResourceType) => ({ ResourceType, Tags })),
  };
}

/** EC2's own enumeration lags behind its instance types. */
export function asType(type: string): InstanceType {
  return type as InstanceType;
}
