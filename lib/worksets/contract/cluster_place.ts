import { type Problem } from "./problem.ts";
import { type WorkFile, workFileName } from "./work_file.ts";

/** Where the cluster of a workset comes to stand, and which configuration it is made with. */
export type ClusterPlace = { readonly zone: string; readonly config: string };

export type PlaceChoices = {
  /** Zones of the region that have a baseline network. */
  readonly zones: readonly string[];
  /** `DAY_EX_CFG`. */
  readonly environmentConfig?: string;
  /** The monitor's `--cluster-config`. */
  readonly monitorConfig?: string;
};

/**
 * The zone is that of `--region-az` in `create_args`, else the only one of the region with a network; the configuration is that of
 * `--config` in `create_args`, else `DAY_EX_CFG`, else the monitor's own.
 *
 * @returns what is missing, when something is
 */
export function clusterPlace(
  { aws, cluster: { createArgs } }: WorkFile,
  { zones, environmentConfig, monitorConfig }: PlaceChoices,
): ClusterPlace | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const complain = (message: string) =>
    void problems.push({ code: "WS-CFG-001", file: workFileName, about: "cluster.create_args", message });
  const zone = argumentOf(createArgs, "--region-az") ?? (zones.length === 1 ? zones[0] : undefined);
  if (zone === undefined) {
    const choices = zones.length === 0
      ? `no availability zone of ${aws.region} has a network; create one with infra ensure-network`
      : `more than one zone of ${aws.region} has a network: ${zones.join(", ")}`;
    complain(`--region-az is needed: ${choices}`);
  } else if (
    aws.region !== undefined && !/^[a-z]$/.test(zone.slice(aws.region.length)) || !zone.startsWith(aws.region ?? "")
  ) {
    complain(`--region-az ${zone} is no zone of ${aws.region}, the region in aws.region`);
  }
  const config = argumentOf(createArgs, "--config") ?? environmentConfig ?? monitorConfig;
  if (config === undefined) {
    complain("--config is needed: neither DAY_EX_CFG nor the monitor's --cluster-config names a configuration");
  }
  return zone === undefined || config === undefined || problems.length > 0 ? { problems } : { zone, config };
}

/** The value of a flag, `--flag VALUE` or `--flag=VALUE`; the last one counts. */
function argumentOf(words: readonly string[], flag: string): string | undefined {
  return words.flatMap((word, index) => {
    if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
    return word === flag && index + 1 < words.length ? [words[index + 1]] : [];
  }).at(-1);
}
