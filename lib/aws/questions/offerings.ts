import type { Aws } from "../session.ts";

export const offeringActions = ["ec2:DescribeInstanceTypeOfferings"] as const;
export const zoneActions = ["ec2:DescribeAvailabilityZones"] as const;

/** Which of these instance types a zone offers, from one request for all of them. */
export async function typesOffered(aws: Aws, zone: string, types: readonly string[]): Promise<ReadonlySet<string>> {
  if (types.length === 0) return new Set();
  const { paginateDescribeInstanceTypeOfferings } = await import("@aws-sdk/client-ec2");
  const offered = new Set<string>();
  const asked = {
    LocationType: "availability-zone" as const,
    Filters: [{ Name: "location", Values: [zone] }, { Name: "instance-type", Values: [...types] }],
  };
  for await (const page of paginateDescribeInstanceTypeOfferings({ client: await aws.ec2() }, asked)) {
    for (const { InstanceType, Location } of page.InstanceTypeOfferings ?? []) {
      if (InstanceType !== undefined && Location === zone) offered.add(InstanceType);
    }
  }
  return offered;
}

/** The availability zones of the client's region that this account has. */
export async function zonesOf(aws: Aws): Promise<readonly string[]> {
  const { DescribeAvailabilityZonesCommand } = await import("@aws-sdk/client-ec2");
  const answer = await (await aws.ec2()).send(new DescribeAvailabilityZonesCommand({}));
  const ordinary = (answer.AvailabilityZones ?? []).filter(({ ZoneType }) =>
    (ZoneType ?? "availability-zone") === "availability-zone"
  );
  return ordinary.flatMap(({ ZoneName }) => ZoneName ?? []).sort();
}
