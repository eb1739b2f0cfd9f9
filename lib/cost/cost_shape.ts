import { parseDocument } from "yaml";
import type { Settings } from "../config/settings/resolve_settings.ts";
import { type TokenName, tokenPattern } from "../cluster_file/template_tokens.ts";
import { DayError } from "../host/errors/day_error.ts";
import { applySpotPrices } from "../cluster_file/spot_pricing.ts";

/** What of a cluster costs money by the hour. */
export type CostShape = {
  /** Instance type. */
  readonly headNode: string;
  readonly fileSystems: readonly { readonly gib: number; readonly deployment: string }[];
  readonly nodes: readonly ComputeNodes[];
};

/** The nodes of one compute resource. */
export type ComputeNodes = {
  readonly most: number;
  readonly types: readonly string[];
  /** USD per node and hour at most; nothing for nodes that are not on Spot. */
  readonly bound: number | undefined;
};

/**
 * What a template will cost, before the network is known: tokens that do not matter for that get a stand-in.
 *
 * @returns nothing when the template cannot be read that way; rendering it says why
 */
export function costShape(
  template: string,
  settings: Settings,
  prices: ReadonlyMap<string, number>,
): CostShape | undefined {
  const values: Partial<Record<TokenName, string>> = {
    REGSUB_MAX_COUNT_8I: settings.max_count_8I.value,
    REGSUB_MAX_COUNT_128I: settings.max_count_128I.value,
    REGSUB_MAX_COUNT_192I: settings.max_count_192I.value,
    REGSUB_FSX_SIZE: settings.fsx_fs_size.value,
    REGSUB_HEADNODE_INSTANCE_TYPE: settings.headnode_instance_type.value,
  };
  try {
    const planned = template.replace(tokenPattern, (_, name: TokenName) => values[name] ?? "x");
    return shapeOf(applySpotPrices(planned, prices).text);
  } catch (error) {
    if (error instanceof DayError) return undefined;
    throw error;
  }
}

function shapeOf(text: string): CostShape {
  const document = parseDocument(text);
  const root: unknown = document.errors.length === 0 ? document.toJS() : undefined;
  return {
    headNode: textAt(root, "HeadNode", "InstanceType"),
    fileSystems: listAt(root, "SharedStorage").filter((each) => textAt(each, "StorageType") === "FsxLustre")
      .map((each) => ({
        gib: Number(at(each, "FsxLustreSettings", "StorageCapacity")),
        deployment: textAt(each, "FsxLustreSettings", "DeploymentType") || "SCRATCH_2",
      })),
    nodes: listAt(root, "Scheduling", "SlurmQueues").flatMap((queue) => listAt(queue, "ComputeResources").map(nodesOf)),
  };
}

function nodesOf(resource: unknown): ComputeNodes {
  const types = [resource, ...listAt(resource, "Instances")].map((each) => textAt(each, "InstanceType"));
  const bound = at(resource, "SpotPrice");
  return {
    // ParallelCluster's own default.
    most: Number(at(resource, "MaxCount") ?? 10),
    types: types.filter((type) => type !== ""),
    bound: typeof bound === "number" ? bound : undefined,
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    const isRecord = typeof inner === "object" && inner !== null && !Array.isArray(inner);
    return isRecord ? (inner as Readonly<Record<string, unknown>>)[name] : undefined;
  }, value);
}

function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
