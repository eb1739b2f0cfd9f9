import { whoCalls } from "../who_calls.ts";
import type { Aws } from "../../aws/session.ts";
import type { Architecture } from "../config/spot_config.ts";
import { enabledRegions } from "../facts/account_regions.ts";
import { architectureOf } from "../facts/architecture.ts";
import { currentPrices } from "../facts/current_prices.ts";
import { readRegions, type UnreadRegion } from "../read_regions.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";

export type AvailableRequest = {
  readonly minVcpu: number;
  readonly minMemoryGib: number;
  readonly architecture: Architecture | "both";
  readonly concurrency: number;
};

export type PricedType = {
  readonly instance_type: string;
  readonly vcpus: number;
  readonly memory_gib: number;
  readonly spot_price: number;
  readonly architecture: string;
};

export type AvailableRegion = { readonly region: string; readonly instances: readonly PricedType[] };

export type AvailableRegions = {
  /** The cheapest first. */
  readonly regions: readonly AvailableRegion[];
  readonly checked: number;
  readonly unread: readonly UnreadRegion[];
};

/** Families that are taken before others, by their exact names. */
const preferred = ["t3", "t2", "t3a", "t4g", "m5", "m5a", "m6g", "m6i", "a1"];
const candidates = 10;

/** What small machines cost on Spot in every region of the account, the cheapest region first. */
export async function availableRegions(deps: SpotTaskDeps, request: AvailableRequest): Promise<AvailableRegions> {
  await whoCalls(deps);
  const enabled = await enabledRegions(deps.aws);
  const reading = { concurrency: request.concurrency, doing: (region: string) => `looking for prices in ${region}` };
  const { found, unread } = await readRegions(deps, enabled, reading, async (region): Promise<AvailableRegion> => {
    return { region, instances: await pricedTypes(deps.aws.in(region), request, deps.clock.now()) };
  });
  const regions = found.filter(({ instances }) => instances.length > 0)
    .toSorted((one, other) =>
      one.instances[0].spot_price - other.instances[0].spot_price || (one.region < other.region ? -1 : 1)
    );
  return { regions, checked: enabled.length, unread };
}

async function pricedTypes(aws: Aws, request: AvailableRequest, now: Date): Promise<readonly PricedType[]> {
  const types = (await fittingTypes(aws, request)).toSorted(byPreference).slice(0, candidates);
  const prices = await currentPrices(aws, { types: types.map(({ instance_type }) => instance_type), now });
  return types.flatMap((type) => {
    const own = [...prices].filter(([pool]) => pool.startsWith(`${type.instance_type} `)).map(([, { usd }]) => usd);
    return own.length === 0 ? [] : [{ ...type, spot_price: Math.min(...own) }];
  }).toSorted((one, other) => one.spot_price - other.spot_price);
}

type Fitting = Omit<PricedType, "spot_price">;

function byPreference(one: Fitting, other: Fitting): number {
  const rank = ({ instance_type }: Fitting) => preferred.includes(instance_type.split(".")[0]) ? 0 : 1;
  const size = ({ vcpus, memory_gib }: Fitting) => 10 * vcpus + memory_gib;
  return rank(one) - rank(other) || size(one) - size(other) || (one.instance_type < other.instance_type ? -1 : 1);
}

/** All pages: the cheapest may stand on the last one. */
async function fittingTypes(
  aws: Aws,
  { minVcpu, minMemoryGib, architecture }: AvailableRequest,
): Promise<readonly Fitting[]> {
  const { paginateDescribeInstanceTypes } = await import("@aws-sdk/client-ec2");
  const Filters = [
    { Name: "current-generation", Values: ["true"] },
    { Name: "supported-usage-class", Values: ["spot"] },
  ];
  const found: Fitting[] = [];
  for await (const page of paginateDescribeInstanceTypes({ client: await aws.ec2() }, { Filters })) {
    for (
      const { InstanceType = "", VCpuInfo, MemoryInfo, ProcessorInfo, SupportedUsageClasses } of page.InstanceTypes ??
        []
    ) {
      const vcpus = VCpuInfo?.DefaultVCpus ?? 0;
      const memory_gib = (MemoryInfo?.SizeInMiB ?? 0) / 1024;
      const own = architectureOf(ProcessorInfo?.SupportedArchitectures ?? [], InstanceType);
      const fits = vcpus >= minVcpu && memory_gib >= minMemoryGib && SupportedUsageClasses?.includes("spot") &&
        own !== "unsupported" && (architecture === "both" || own === architecture);
      if (fits) found.push({ instance_type: InstanceType, vcpus, memory_gib, architecture: own });
    }
  }
  return found;
}
