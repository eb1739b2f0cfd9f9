import { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import type { AvailableRegions } from "../../spot/regions/available_regions.ts";
import { type ImagesFile, imagesJson } from "../../spot/regions/region_images.ts";
import type { UpdatedConfig } from "../../spot/regions/update_config.ts";
import type { Issue } from "../../spot/regions/verify_architecture.ts";
import { textTable } from "../../text/table.ts";
import type { SpotSaid } from "./answer.ts";

const few = 5;

/** What `get-available-regions` says: prices by region, the cheapest first. */
export function availableRegionsAnswer(
  found: AvailableRegions,
  { json, path, all }: { readonly json: Json; readonly path: string; readonly all: boolean },
): SpotSaid {
  const { regions, unread, checked } = found;
  const shown = all ? regions : regions.slice(0, few);
  const lines = shown.map(({ region, instances: [cheapest] }, index) => {
    const { instance_type, vcpus, memory_gib, spot_price } = cheapest;
    return `${index + 1}. ${region} - ${instance_type} - ${vcpus} vCPUs, ${memory_gib} GiB RAM, $${
      spot_price.toFixed(4)
    }/hr`;
  });
  const none = `none of ${checked} regions has a fitting type with a Spot price`;
  const error = regions.length > 0
    ? undefined
    : unread.length > 0
    ? new DayError("DAY-SPOT-017", none)
    : new DayError("DAY-USE-001", none, { fix: "lower --min-vcpu or --min-memory-gib, or leave --arch out" });
  return {
    action: "get-available-regions",
    error,
    data: { ...json as { readonly [key: string]: Json }, path },
    text: [
      ...lines,
      ...(error === undefined ? [`${regions.length} of ${checked} regions have a Spot price: ${path}`] : []),
      ...unread.map(({ region, error }) => `${region}: ${error.message}`),
    ].join("\n"),
    next: error === undefined ? ["deno task spot-deploy get-ubuntu-amis"] : [],
  };
}

/** What `get-ubuntu-amis` says. */
export function imagesAnswer(images: ImagesFile, paths: readonly string[]): SpotSaid {
  const lines = Object.entries(images).flatMap(([region, each]) =>
    Object.entries(each).map(([architecture, { image_id, name }]) => `${region}  ${architecture}  ${image_id}  ${name}`)
  );
  const json = imagesJson(images) as { readonly [key: string]: Json };
  const error = lines.length > 0 ? undefined : new DayError("DAY-SPOT-017", "no image was found in any region");
  return {
    action: "get-ubuntu-amis",
    error,
    data: { ...json, paths },
    text: [
      ...lines,
      `${json.x86_64_regions} regions with x86_64, ${json.arm64_regions} with arm64: ${paths.join(", ")}`,
    ].join("\n"),
    next: error === undefined ? ["deno task spot-deploy update-config-with-regions"] : [],
  };
}

/** What `update-config-with-regions` says. */
export function updateConfigAnswer({ decisions, diff, backup, total }: UpdatedConfig, isDryRun: boolean): SpotSaid {
  const rows = decisions.map(({ region, machine_type, image, architecture, rule }) => {
    return [region, machine_type, architecture, image, rule === "cheapest" ? "its cheapest" : "the usual one"];
  });
  const added = decisions.filter(({ isNew }) => isNew).length;
  const summary = decisions.length === 0 ? `no new region; ${total} in all` : `${added} added, ${total} in all`;
  return {
    action: "update-config-with-regions",
    data: {
      decisions: decisions.map((each) => ({ ...each })),
      added,
      total,
      backup: backup ?? null,
      diff: isDryRun ? diff : [],
    },
    text: [
      ...textTable(rows, { width: Infinity }),
      ...(isDryRun ? diff : []),
      summary,
      ...(backup === undefined ? [] : [`what was there before: ${backup}`]),
    ].join("\n"),
  };
}

/** What `verify-config-architecture` says: 1 when there is an error. */
export function verifyAnswer(
  issues: readonly Issue[],
  { repairs, regions }: { readonly repairs: readonly string[]; readonly regions: number },
): SpotSaid {
  const errors = issues.filter(({ severity }) => severity === "error");
  const error = errors.length === 0
    ? undefined
    : new DayError("DAY-SPOT-002", errors.map(({ region, details }) => `${region}: ${details}`).join("; "));
  return {
    action: "verify-config-architecture",
    error,
    data: {
      issues: issues.map((issue) => ({ ...issue })),
      errors: errors.length,
      warnings: issues.length - errors.length,
      repairs,
    },
    text: [
      ...repairs,
      ...(issues.length === 0 ? [`types and images fit in all ${regions} regions`] : table(issues)),
    ].join("\n"),
  };
}

function table(issues: readonly Issue[]): readonly string[] {
  const rows = issues.map(({ region, issue_type, details, spot_price, severity, assumed }, index) => [
    issues[index - 1]?.region === region ? "" : region,
    issue_type.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join(" "),
    details + (assumed ? " (assumed)" : ""),
    spot_price === null ? "N/A" : `$${spot_price.toFixed(4)}/hr`,
    severity,
  ]);
  const count = (severity: Issue["severity"]) => issues.filter((each) => each.severity === severity).length;
  return [
    "Architecture Compatibility Issues",
    ...textTable([["Region", "Issue Type", "Details", "Spot Price", "Severity"], ...rows], { width: Infinity }),
    `${count("error")} errors, ${
      count("warning")
    } warnings; --fix corrects what has only one correction, get-ubuntu-amis brings the newest images`,
  ];
}
