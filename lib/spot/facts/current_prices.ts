import type { Aws } from "../../aws/session.ts";

/** USD per hour on Spot, and since when; by `poolName`. */
export type Prices = ReadonlyMap<string, { readonly usd: number; readonly since: Date }>;

/** What a price belongs to. */
export function poolName(type: string, zone: string): string {
  return `${type} ${zone}`;
}

/** A change of a price. */
export type PricePoint = { readonly type: string; readonly zone: string; readonly usd: number; readonly at: Date };

export const pricesActions = ["ec2:DescribeSpotPriceHistory"] as const;

/** Every price of these types in the session's region since a moment, all pages of it, and the one that was valid then. */
export async function priceHistory(
  aws: Aws,
  { types, since }: { readonly types: readonly string[]; readonly since: Date },
): Promise<readonly PricePoint[]> {
  if (types.length === 0) return [];
  const { paginateDescribeSpotPriceHistory } = await import("@aws-sdk/client-ec2");
  const points: PricePoint[] = [];
  const asked = {
    // EC2's own enumeration lags behind its instance types.
    InstanceTypes: [...new Set(types)].sort() as never[],
    ProductDescriptions: ["Linux/UNIX"],
    StartTime: since,
  };
  for await (const page of paginateDescribeSpotPriceHistory({ client: await aws.ec2() }, asked)) {
    for (
      const { InstanceType: type, AvailabilityZone: zone, SpotPrice, Timestamp: at } of page.SpotPriceHistory ?? []
    ) {
      const usd = Number(SpotPrice || NaN);
      if (type === undefined || zone === undefined || at === undefined || !Number.isFinite(usd)) continue;
      points.push({ type, zone, usd, at });
    }
  }
  return points;
}

/** The newest price of each type in each zone. */
export async function currentPrices(
  aws: Aws,
  { types, now }: { readonly types: readonly string[]; readonly now: Date },
): Promise<Prices> {
  const newest = new Map<string, { usd: number; since: Date }>();
  for (const { type, zone, usd, at } of await priceHistory(aws, { types, since: now })) {
    const name = poolName(type, zone);
    if ((newest.get(name)?.since.getTime() ?? -Infinity) < at.getTime()) newest.set(name, { usd, since: at });
  }
  return newest;
}
