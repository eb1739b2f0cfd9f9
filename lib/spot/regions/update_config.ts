import type { Files } from "../../host/files.ts";
import { assumedArchitecture } from "../facts/architecture.ts";
import { unifiedDiff } from "../../text/unified_diff.ts";
import { editConfig, writeWithBackup } from "./config_edit.ts";
import type { ImagesFile } from "./region_images.ts";
import type { RegionsFile } from "./regions_file.ts";

export type UpdateRequest = {
  readonly path: string;
  readonly maxRegions: number | undefined;
  readonly refresh: boolean;
  readonly dryRun: boolean;
  /** What runs on types, where EC2 could be asked. */
  readonly architectures: ReadonlyMap<string, string>;
};

/** What was decided of a region. */
export type RegionDecision = {
  readonly region: string;
  readonly machine_type: string;
  readonly image: string;
  readonly architecture: string;
  /** Why this type. */
  readonly rule: "cheapest" | "default";
  readonly isNew: boolean;
};

export type UpdatedConfig = {
  readonly decisions: readonly RegionDecision[];
  readonly diff: readonly string[];
  readonly backup: string | undefined;
  readonly total: number;
};

const least = { vcpus: 2, memory: 4 };

/** Adds the regions of the list to a configuration, each with its cheapest fitting type and its image. What is there stays. */
export async function updateConfig(
  files: Files,
  { available_regions, region_details }: RegionsFile,
  images: ImagesFile | undefined,
  { path, maxRegions, refresh, dryRun, architectures }: UpdateRequest,
): Promise<UpdatedConfig> {
  const before = await files.readText(path);
  const edit = editConfig(before);
  const known = edit.regions;
  const fresh = available_regions.filter((region) => !known.includes(region)).slice(0, maxRegions);
  const again = refresh ? available_regions.filter((region) => known.includes(region)) : [];
  const decisions = [...fresh, ...again].map((region): RegionDecision => {
    const cheapest = region_details[region]?.cheapest_instance;
    const isFitting = cheapest != null && cheapest.vcpus >= least.vcpus && cheapest.memory_gib >= least.memory;
    const machine_type = isFitting ? cheapest.instance_type : "t3.medium";
    const architecture = architectures.get(machine_type) ?? (isFitting ? cheapest.architecture : undefined) ??
      assumedArchitecture(machine_type);
    const image = images?.[region]?.[architecture]?.image_id ?? "auto";
    return {
      region,
      machine_type,
      image,
      architecture,
      rule: isFitting ? "cheapest" : "default",
      isNew: fresh.includes(region),
    };
  });
  const usesOldName = known.some((region) => edit.value(region, "ami_id") !== undefined);
  for (const { region, machine_type, image, architecture, isNew } of decisions) {
    edit.set(region, {
      ...{ image, ...(usesOldName ? { ami_id: image } : {}), architecture, machine_type },
      ...(isNew ? { node_count: "auto" } : {}),
    });
  }
  const after = decisions.length === 0 ? before : edit.text();
  const isChanged = after !== before;
  return {
    decisions,
    diff: unifiedDiff(before, after, path),
    backup: isChanged && !dryRun ? await writeWithBackup(files, path, after) : undefined,
    total: edit.regions.length,
  };
}
