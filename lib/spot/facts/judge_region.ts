import type { Architecture, RegionEntry } from "../config/spot_config.ts";
import { poolName } from "./current_prices.ts";
import type { ImageFacts } from "./image_facts.ts";
import type { RegionFacts, TypeFacts } from "./region_facts.ts";

/** One type in one zone: what is tried. */
export type Pool = { readonly type: string; readonly zone: string; readonly usd: number | undefined };

/** A region in which nodes can be launched. */
export type UsableRegion = {
  readonly is: "usable";
  readonly region: string;
  readonly architecture: Architecture;
  readonly image: ImageFacts;
  readonly types: readonly TypeFacts[];
  /** Those that are tried first; `moreZones` when these have no capacity. */
  readonly zones: readonly string[];
  readonly moreZones: readonly string[];
  readonly pools: readonly Pool[];
};

/** Why a region is left out. */
export type DroppedRegion = {
  readonly is: "dropped";
  readonly region: string;
  readonly why: string;
  readonly errorType: ErrorType;
  readonly awsCode?: string;
};

/** Types and images that do not fit: the configuration has to be mended before anything is launched anywhere. */
export type MismatchedRegion = {
  readonly is: "mismatched";
  readonly region: string;
  readonly issue:
    | "architecture_mismatch"
    | "ami_architecture_mismatch"
    | "mixed_architectures"
    | "unsupported_architecture"
    | "image_not_found";
  readonly why: string;
};

export type JudgedRegion = UsableRegion | DroppedRegion | MismatchedRegion;

/** What went wrong, in a word for programs. */
export type ErrorType =
  | "credential_issues"
  | "capacity_issues"
  | "price_issues"
  | "config_issues"
  | "network_issues"
  | "quota_issues"
  | "permission_issues"
  | "unknown";

/**
 * Whether a region can hold what is wanted there. A type that is not offered or has no Spot drops the region; types and images that do not
 * fit are the configuration's mistake. A declared architecture is checked, never trusted.
 */
export function judgeRegion(entry: RegionEntry, facts: RegionFacts, maxZones: number): JudgedRegion {
  const { region } = entry;
  const dropped = (why: string): DroppedRegion => ({ is: "dropped", region, why, errorType: "config_issues" });
  const mismatched = (issue: MismatchedRegion["issue"], why: string): MismatchedRegion => ({
    is: "mismatched",
    region,
    issue,
    why,
  });

  const unknown = entry.types.filter((type) => !facts.types.some((known) => known.type === type));
  const types = entry.types.flatMap((type) => facts.types.find((known) => known.type === type) ?? []);
  const odd = types.find(({ architecture }) => architecture === "unsupported");
  if (odd !== undefined) return mismatched("unsupported_architecture", `${odd.type} is neither x86_64 nor arm64`);
  const architectures = [...new Set(types.map(({ architecture }) => architecture))];
  if (architectures.length > 1) {
    const each = types.map(({ type, architecture }) => `${type} is ${architecture}`).join(", ");
    return mismatched("mixed_architectures", each);
  }
  if (unknown.length > 0) return dropped(`Bad Instance: ${unknown.join(", ")} is not offered in ${region}`);
  const withoutSpot = types.filter(({ hasSpot }) => !hasSpot).map(({ type }) => type);
  if (withoutSpot.length > 0) {
    return dropped(`Bad Instance: ${withoutSpot.join(", ")} is not available as a Spot instance`);
  }
  const [architecture] = architectures;
  if (architecture === undefined || architecture === "unsupported") return dropped("no instance type");
  if (entry.architecture !== undefined && entry.architecture !== architecture) {
    const names = types.map(({ type }) => type).join(", ");
    return mismatched(
      "architecture_mismatch",
      `${names} is ${architecture}, the configuration says ${entry.architecture}`,
    );
  }

  const image = entry.image === "auto" ? facts.newest[architecture] : facts.named.find(({ id }) => id === entry.image);
  if (image === undefined) {
    return entry.image === "auto"
      ? dropped(`there is no image of this Ubuntu release for ${architecture}`)
      : mismatched("image_not_found", `there is no image ${entry.image}`);
  }
  if (image.state !== "available") return mismatched("image_not_found", `image ${image.id} is ${image.state}`);
  if (image.architecture !== architecture) {
    const what = `${types[0].type} is ${architecture}, image ${image.id} is ${image.architecture}`;
    return mismatched("ami_architecture_mismatch", what);
  }
  return withZones(entry, facts, maxZones, { architecture, image, types }) ??
    dropped(`no zone of ${region} offers ${entry.types.join(", ")}`);
}

/** The cheapest zones that offer one of the types. */
function withZones(
  { region, zones: wanted }: RegionEntry,
  { zones, offered, prices }: RegionFacts,
  maxZones: number,
  parts: Pick<UsableRegion, "architecture" | "image" | "types">,
): UsableRegion | undefined {
  const pools = zones.filter((zone) => wanted?.includes(zone) ?? true).flatMap((zone) =>
    parts.types.filter(({ type }) => offered.get(zone)?.includes(type)).map(({ type }): Pool => {
      return { type, zone, usd: prices.get(poolName(type, zone))?.usd };
    })
  );
  const cheapest = (zone: string) =>
    Math.min(...pools.filter((pool) => pool.zone === zone).map(({ usd = Infinity }) => usd));
  const sorted = [...new Set(pools.map(({ zone }) => zone))].sort((one, other) => {
    return (cheapest(one) - cheapest(other) || 0) || (one < other ? -1 : 1);
  });
  if (sorted.length === 0) return undefined;
  return { is: "usable", region, ...parts, zones: sorted.slice(0, maxZones), moreZones: sorted.slice(maxZones), pools };
}
