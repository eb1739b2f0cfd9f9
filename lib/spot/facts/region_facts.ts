import type { Aws } from "../../aws/session.ts";
import type { Architecture } from "../config/spot_config.ts";
import { architectureOf, type TypeArchitecture } from "./architecture.ts";
import { type ImageFacts, imageFacts } from "./image_facts.ts";
import { ubuntuImages } from "./ubuntu_images.ts";
import { currentPrices, type Prices } from "./current_prices.ts";

export const regionFactsActions = [
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeInstanceTypeOfferings",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeImages",
  "ec2:DescribeSpotPriceHistory",
] as const;

export type TypeFacts = {
  readonly type: string;
  readonly architecture: TypeArchitecture;
  readonly hasSpot: boolean;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly isBurstable: boolean;
  /** USD per hour on demand, where it was asked for and is known. */
  readonly onDemandUsd?: number;
};

/** What a region has of what is wanted there. */
export type RegionFacts = {
  readonly region: string;
  readonly types: readonly TypeFacts[];
  readonly zones: readonly string[];
  /** By zone. */
  readonly offered: ReadonlyMap<string, readonly string[]>;
  /** The newest of the release for each architecture. */
  readonly newest: Readonly<Record<Architecture, ImageFacts | undefined>>;
  /** Those that were named. */
  readonly named: readonly ImageFacts[];
  readonly prices: Prices;
};

export type Asked = {
  readonly types: readonly string[];
  /** Ids of images beside the newest ones. */
  readonly images: readonly string[];
  readonly release: string;
  readonly now: Date;
  /** The newest images where EC2 does not say them. @throws the error itself where nobody else knows them */
  readonly newestElsewhere?: (error: unknown) => Promise<RegionFacts["newest"]>;
};

/** Asks a region for all of it at once. `aws` is a session in the region. */
export async function readRegionFacts(
  aws: Aws,
  { types, images, release, now, newestElsewhere = (error) => Promise.reject(error) }: Asked,
): Promise<RegionFacts> {
  const [known, zones, offered, newest, named, prices] = await Promise.all([
    typeFacts(aws, types),
    ordinaryZones(aws),
    offeredByZone(aws, types),
    ubuntuImages(aws, release).catch(newestElsewhere),
    namedImages(aws, images),
    // Prices adorn a plan; what is to be launched does not depend on them.
    currentPrices(aws, { types, now }).catch(() => new Map()),
  ]);
  return { region: aws.region, types: known, zones, offered, newest, named, prices };
}

/** A filter: a type that the region does not know is absent then, and not an error. */
async function typeFacts(aws: Aws, types: readonly string[]): Promise<readonly TypeFacts[]> {
  const { paginateDescribeInstanceTypes } = await import("@aws-sdk/client-ec2");
  const found: TypeFacts[] = [];
  const Filters = [{ Name: "instance-type", Values: [...types] }];
  for await (const page of paginateDescribeInstanceTypes({ client: await aws.ec2() }, { Filters })) {
    for (const info of page.InstanceTypes ?? []) {
      const type = info.InstanceType ?? "";
      found.push({
        type,
        architecture: architectureOf(info.ProcessorInfo?.SupportedArchitectures ?? [], type),
        hasSpot: info.SupportedUsageClasses?.includes("spot") ?? false,
        vcpus: info.VCpuInfo?.DefaultVCpus ?? 0,
        memoryMib: info.MemoryInfo?.SizeInMiB ?? 0,
        isBurstable: info.BurstablePerformanceSupported ?? false,
      });
    }
  }
  return found;
}

async function ordinaryZones(aws: Aws): Promise<readonly string[]> {
  const { DescribeAvailabilityZonesCommand } = await import("@aws-sdk/client-ec2");
  const { AvailabilityZones = [] } = await (await aws.ec2()).send(new DescribeAvailabilityZonesCommand({}));
  return AvailabilityZones.filter(({ State, OptInStatus, ZoneType }) =>
    (State ?? "available") === "available" && (ZoneType ?? "availability-zone") === "availability-zone" &&
    (OptInStatus ?? "opt-in-not-required") === "opt-in-not-required"
  ).flatMap(({ ZoneName }) => ZoneName ?? []).sort();
}

async function offeredByZone(aws: Aws, types: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { paginateDescribeInstanceTypeOfferings } = await import("@aws-sdk/client-ec2");
  const offered = new Map<string, string[]>();
  const asked = {
    LocationType: "availability-zone" as const,
    Filters: [{ Name: "instance-type", Values: [...types] }],
  };
  for await (const page of paginateDescribeInstanceTypeOfferings({ client: await aws.ec2() }, asked)) {
    for (const { InstanceType = "", Location = "" } of page.InstanceTypeOfferings ?? []) {
      offered.set(Location, [...offered.get(Location) ?? [], InstanceType]);
    }
  }
  return offered;
}

/** Images by their ids; one that there is not is absent. */
async function namedImages(aws: Aws, ids: readonly string[]): Promise<readonly ImageFacts[]> {
  if (ids.length === 0) return [];
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "image-id", Values: [...ids] }];
  const { Images = [] } = await (await aws.ec2()).send(new DescribeImagesCommand({ Filters }));
  return Images.map(imageFacts);
}
