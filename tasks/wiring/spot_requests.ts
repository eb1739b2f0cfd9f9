import { everywhere } from "../../lib/aws/region_off.ts";
import type { CommonFlags, FlagSpecs, FlagValues } from "../../lib/cli/flags.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { readConfig } from "../../lib/spot/config/read_config.ts";
import type { SpotConfig } from "../../lib/spot/config/spot_config.ts";
import type { createFlags, fileFlags, regionFlags } from "./spot_flags.ts";
import { cidrsOf, numberOf } from "./spot_values.ts";

/** The values of a sub-command's flags; its own ones stand in the place of those that all tasks have. */
export type SpotFlags<F extends FlagSpecs> = FlagValues<F> & Omit<CommonFlags, keyof F>;

/** Reads the configuration and tells its warnings. */
export async function configFor(
  context: TaskContext,
  path: string,
  options: { readonly for: "nodes" | "regions"; readonly strict?: boolean },
): Promise<SpotConfig> {
  const warn = (message: string) => context.emit({ code: "spot.warning", level: "warn", message });
  return await readConfig(context, path, { ...options, warn });
}

/** Only the regions that were named; each has to be one of the configuration. */
export function onlyRegions(config: SpotConfig, wanted: readonly string[]): SpotConfig {
  const known = config.regions.map(({ region }) => region);
  const unknown = wanted.filter((region) => !known.includes(region));
  if (unknown.length > 0) {
    const message = `--region ${unknown.join(", ")}: the configuration has no such region`;
    throw new DayError("DAY-USE-001", message, { fix: `name one of these: ${known.join(", ")}` });
  }
  if (wanted.length === 0) return config;
  return { ...config, regions: config.regions.filter(({ region }) => wanted.includes(region)) };
}

/** What `create` and `reconcile` have in common. */
export function launchRequest(
  flags: Pick<
    SpotFlags<typeof fileFlags & typeof regionFlags & typeof createFlags>,
    | "wait"
    | "minInstances"
    | "maxPrice"
    | "maxHourlyCost"
    | "launchApi"
    | "noSpill"
    | "allowCidr"
    | "openPorts"
    | "concurrency"
    | "yes"
  >,
  config: SpotConfig,
) {
  return {
    wait: (flags.wait ?? "ip") as "none" | "ip" | "ssh" | "bacalhau",
    minInstances: numberOf(flags, "minInstances", { least: 0, most: 1000 }),
    maxPrice: numberOf(flags, "maxPrice", { least: 0.001, most: 1000, fraction: true }),
    maxHourlyCost: numberOf(flags, "maxHourlyCost", { least: 0, most: 100_000, fraction: true }),
    launchApi: flags.launchApi === "run-instances" ? "run-instances" as const : config.launchApi,
    spill: config.spill && !flags.noSpill,
    concurrency: concurrencyOf(flags),
    allowCidrs: cidrsOf(flags.allowCidr),
    openPorts: flags.openPorts,
    yes: flags.yes,
  };
}

/** The session on AWS that flags and configuration ask for. */
export function sessionOf(
  flags: { readonly profile: string | undefined; readonly timeout: string | undefined },
  { regions, timeouts }: SpotConfig,
) {
  const seconds = numberOf(flags, "timeout", { least: 1, most: 300 }) ?? timeouts.api;
  const region = regions.find((each) => alwaysOn.includes(each.region))?.region ?? everywhere;
  return { profile: flags.profile, region, seconds };
}

/** Regions that no account has to switch on, and none can switch off: there it can always be asked who calls. */
const alwaysOn: readonly string[] = [
  ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
  ...["ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1"],
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2"],
];

/** How many regions are worked on at once. */
export function concurrencyOf(flags: { readonly concurrency: string | undefined }): number {
  return numberOf(flags, "concurrency", { least: 1, most: 100 }) ?? 32;
}
