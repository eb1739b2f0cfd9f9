import type { Aws } from "../../aws/session.ts";

/** The regions that there are, and whether the account can use each. */
export type AccountRegions = ReadonlyMap<string, "enabled" | "disabled">;

export async function accountRegions(aws: Aws): Promise<AccountRegions> {
  const { DescribeRegionsCommand } = await import("@aws-sdk/client-ec2");
  const { Regions = [] } = await (await aws.ec2()).send(new DescribeRegionsCommand({ AllRegions: true }));
  return new Map(Regions.map(({ RegionName = "", OptInStatus }) => {
    return [RegionName, OptInStatus === "not-opted-in" ? "disabled" : "enabled"];
  }));
}

/** Those that the account can use, sorted. */
export function enabledIn(regions: AccountRegions): readonly string[] {
  return [...regions].filter(([, state]) => state === "enabled").map(([region]) => region).sort();
}
