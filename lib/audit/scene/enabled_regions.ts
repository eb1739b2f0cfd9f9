import type { Aws } from "../../aws/session.ts";

export const enabledRegionsActions = ["ec2:DescribeRegions"] as const;

/** The regions that the account can use, sorted. */
export async function enabledRegions(aws: Aws): Promise<readonly string[]> {
  const { DescribeRegionsCommand } = await import("@aws-sdk/client-ec2");
  const { Regions = [] } = await (await aws.ec2()).send(new DescribeRegionsCommand({}));
  return Regions.filter(({ OptInStatus }) => OptInStatus !== "not-opted-in").map(({ RegionName = "" }) => RegionName)
    .sort();
}
