import type { Architecture, RegionEntry } from "../config/spot_config.ts";
import { assumedArchitecture, type TypeArchitecture } from "../facts/architecture.ts";
import type { ImageFacts } from "../facts/image_facts.ts";
import type { ImagesFile } from "./region_images.ts";

export type IssueType =
  | "missing_instance_type"
  | "architecture_mismatch"
  | "missing_ami"
  | "ami_mismatch"
  | "ami_architecture_mismatch"
  | "invalid_instance_type"
  | "mixed_architectures"
  | "unsupported_architecture"
  | "image_not_found";

export type Issue = {
  readonly region: string;
  readonly issue_type: IssueType;
  readonly severity: "error" | "warning";
  readonly details: string;
  readonly spot_price: number | null;
  /** The architecture is a guess by the type's name. */
  readonly assumed: boolean;
} & Compared;

/** What was compared: an architecture with that of the type, or an image with the one in the list. */
type Compared = {
  readonly instance_type?: string;
  readonly expected_arch?: string;
  readonly config_arch?: string;
  readonly config_ami?: string;
  readonly recommended_ami?: string;
};

/** What EC2 says of a region's types and images; nothing where it was not asked. */
export type LiveFacts = {
  readonly architectures: ReadonlyMap<string, TypeArchitecture>;
  readonly withoutSpot: readonly string[];
  readonly images: readonly ImageFacts[];
  readonly price: number | null;
};

/** What is wrong with a region's type, architecture and image. */
export function verifyRegion(
  entry: RegionEntry,
  images: ImagesFile | undefined,
  live: LiveFacts | undefined,
): readonly Issue[] {
  const { region, types, image } = entry;
  const found: Issue[] = [];
  const assumed = live === undefined;
  const report: Report = (issue_type, severity, details, compared = {}) =>
    void found.push({ region, issue_type, severity, details, spot_price: live?.price ?? null, assumed, ...compared });
  if (types.length === 0) {
    report("missing_instance_type", "error", "no machine_type");
    return found;
  }
  const known = types.map((type) => ({
    type,
    architecture: live === undefined ? assumedArchitecture(type) : live.architectures.get(type),
  }));
  for (const { type, architecture } of known) {
    const isBad = architecture === undefined || live?.withoutSpot.includes(type);
    if (isBad) report("invalid_instance_type", "error", `${type} is not available as a Spot instance in ${region}`);
    else if (architecture === "unsupported") {
      report("unsupported_architecture", "error", `${type} is neither x86_64 nor arm64`);
    }
  }
  const expected = [...new Set(known.flatMap(({ architecture }) => architecture ?? []))];
  if (expected.length > 1) {
    report(
      "mixed_architectures",
      "error",
      known.map(({ type, architecture }) => `${type} is ${architecture}`).join(", "),
    );
  }
  const [architecture] = expected;
  if (expected.length !== 1 || architecture === "unsupported") return found;
  const declared = entry.architecture ?? "x86_64";
  if (declared !== architecture) {
    report("architecture_mismatch", "error", `${types[0]} is ${architecture}, the configuration says ${declared}`, {
      ...{ instance_type: types[0], expected_arch: architecture, config_arch: declared },
    });
  }
  checkImage(report, { image, architecture }, images?.[region], live);
  return found;
}

type Report = (type: IssueType, severity: Issue["severity"], details: string, compared?: Compared) => void;

function checkImage(
  report: Report,
  { image, architecture }: { readonly image: string; readonly architecture: Architecture },
  listed: ImagesFile[string] | undefined,
  live: LiveFacts | undefined,
): void {
  const isAuto = image === "auto";
  const recommended = listed?.[architecture]?.image_id;
  if (listed !== undefined && recommended === undefined) {
    report("missing_ami", isAuto ? "error" : "warning", `the list of images has none for ${architecture}`);
  }
  if (isAuto) return;
  if (recommended !== undefined && recommended !== image) {
    const compared = { config_ami: image, recommended_ami: recommended };
    report("ami_mismatch", "warning", `image ${image}, the list of images says ${recommended}`, compared);
  }
  if (live === undefined) return;
  const found = live.images.find(({ id }) => id === image);
  if (found === undefined) return report("image_not_found", "error", `there is no image ${image}`);
  if (found.architecture !== architecture) {
    report(
      "ami_architecture_mismatch",
      "error",
      `image ${image} is ${found.architecture}, the type is ${architecture}`,
    );
  }
}

/** What would mend a region's issues: keys and their values. A type that cannot be had is not replaced by a guess. */
export function repairOf(
  entry: RegionEntry,
  issues: readonly Issue[],
  images: ImagesFile | undefined,
  live: LiveFacts | undefined,
) {
  const [type] = entry.types;
  const architecture = type === undefined ? undefined : live?.architectures.get(type) ?? assumedArchitecture(type);
  const has = (...types: readonly IssueType[]) => issues.some(({ issue_type }) => types.includes(issue_type));
  const unclear = has(
    "mixed_architectures",
    "unsupported_architecture",
    "invalid_instance_type",
    "missing_instance_type",
  );
  if (unclear || architecture === undefined || architecture === "unsupported") return {};
  const image = images?.[entry.region]?.[architecture]?.image_id ?? "auto";
  const isListedForOther = entry.image !== "auto" &&
    Object.entries(images?.[entry.region] ?? {}).some(([of, each]) =>
      of !== architecture && each.image_id === entry.image
    );
  return {
    ...(has("architecture_mismatch") ? { architecture } : {}),
    ...(has("ami_architecture_mismatch", "image_not_found") || isListedForOther ? { image } : {}),
  };
}
