import type { Aws } from "../../aws/session.ts";
import { DayError } from "../../host/errors/day_error.ts";

/** The regions that there are, and whether the account can use each. */
export type AccountRegions = ReadonlyMap<string, "enabled" | "disabled">;

export async function accountRegions(aws: Aws): Promise<AccountRegions> {
  const { DescribeRegionsCommand } = await import("@aws-sdk/client-ec2");
  const { Regions = [] } = await (await aws.ec2()).send(new DescribeRegionsCommand({ AllRegions: true }));
  return new Map(Regions.map(({ RegionName = "", OptInStatus }) => {
    return [RegionName, OptInStatus === "not-opted-in" ? "disabled" : "enabled"];
  }));
}

/**
 * The regions that the account can use, sorted, or those of them that were named.
 *
 * @throws DayError DAY-USE-001 for a named one that it cannot use
 */
export async function enabledRegions(aws: Aws, named: readonly string[] = []): Promise<readonly string[]> {
  const all = await accountRegions(aws);
  const enabled = [...all].filter(([, state]) => state === "enabled").map(([region]) => region).sort();
  const unknown = named.find((region) => !enabled.includes(region));
  if (unknown !== undefined) {
    throw new DayError("DAY-USE-001", `--region ${unknown}: the region is not enabled in the account`);
  }
  return named.length === 0 ? enabled : enabled.filter((region) => named.includes(region));
}
