import { isMap } from "yaml";
import type { Settings } from "../config/settings/resolve_settings.ts";
import { type ClusterFile, fillTokens } from "./template_problem.ts";
import type { TokenName } from "./template_tokens.ts";

/** What a cluster file will start and keep, as far as it says so. A number that it does not say is NaN. */
export type ClusterShape = {
  /** Instance type. */
  readonly headNode: string;
  readonly loginNodes: readonly LoginPool[];
  readonly fileSystems: readonly FileSystem[];
  readonly queues: readonly Queue[];
  readonly batch: readonly BatchResource[];
};

export type LoginPool = { readonly name: string; readonly type: string; readonly count: number };

export type FileSystem =
  /** Made with the cluster. */
  | { readonly is: "lustre"; readonly gib: number; readonly deployment: string }
  /** It grows and costs with what is put into it. */
  | { readonly is: "efs" }
  /** It stands already, whatever it is. */
  | { readonly is: "existing"; readonly id: string };

export type Queue = {
  readonly name: string;
  readonly onSpot: boolean;
  /** Ids of the subnets that its nodes may stand in. */
  readonly subnets: readonly string[];
  readonly nodes: readonly ComputeNodes[];
};

/** The nodes of one compute resource. */
export type ComputeNodes = {
  readonly name: string;
  /** They run also while there is no job. */
  readonly least: number;
  readonly most: number;
  readonly types: readonly string[];
};

/** A compute resource of AWS Batch, counted in virtual CPUs. */
export type BatchResource = { readonly least: number; readonly most: number; readonly types: readonly string[] };

/**
 * What a template will start, before the network is known: tokens that do not matter for that get a stand-in.
 *
 * @param template as `readTemplate` gives it
 * @returns nothing when the template cannot be read; rendering it says why
 */
export function clusterShape({ document, problem }: ClusterFile, settings: Settings): ClusterShape | undefined {
  const values: Readonly<Record<string, string>> = {
    REGSUB_MAX_COUNT_8I: settings.max_count_8I.value,
    REGSUB_MAX_COUNT_128I: settings.max_count_128I.value,
    REGSUB_MAX_COUNT_192I: settings.max_count_192I.value,
    REGSUB_FSX_SIZE: settings.fsx_fs_size.value,
    REGSUB_HEADNODE_INSTANCE_TYPE: settings.headnode_instance_type.value,
  } satisfies Partial<Record<TokenName, string>>;
  if (problem !== undefined || !isMap(document.contents)) return undefined;
  const filled = (_: unknown, value: unknown) =>
    typeof value === "string" ? fillTokens(value, (name) => values[name] ?? "x") : value;
  return shapeOf(document.toJS({ reviver: filled }));
}

/** What the cluster starts and keeps that was made from a file; nothing for what is no cluster file. */
export function shapeOfFile({ document, problem }: ClusterFile): ClusterShape | undefined {
  return problem === undefined && isMap(document.contents) ? shapeOf(document.toJS()) : undefined;
}

/** Every instance type with what would run it, for people: `the head node`, `queue i8`. */
export function typesByUser(
  shape: ClusterShape,
): readonly { readonly user: string; readonly types: readonly string[] }[] {
  const { headNode, loginNodes, queues, batch } = shape;
  return [
    { user: "the head node", types: headNode === "" ? [] : [headNode] },
    ...loginNodes.map(({ name, type }) => ({ user: `login nodes ${name}`, types: type === "" ? [] : [type] })),
    ...queues.map(({ name, nodes }) => ({ user: `queue ${name}`, types: nodes.flatMap(({ types }) => types) })),
    // Batch also takes families, and `optimal`, which no zone lists.
    ...batch.map(({ types }) => ({ user: "AWS Batch", types: types.filter((type) => type.includes(".")) })),
  ].map(({ user, types }) => ({ user, types: [...new Set(types)] }));
}

function shapeOf(root: unknown): ClusterShape {
  return {
    headNode: textAt(root, "HeadNode", "InstanceType"),
    loginNodes: listAt(root, "LoginNodes", "Pools").map((pool) => ({
      name: textAt(pool, "Name"),
      type: textAt(pool, "InstanceType"),
      count: numberAt(1, pool, "Count"),
    })),
    fileSystems: listAt(root, "SharedStorage").flatMap(fileSystemOf),
    queues: listAt(root, "Scheduling", "SlurmQueues").map((queue) => ({
      name: textAt(queue, "Name"),
      onSpot: textAt(queue, "CapacityType") === "SPOT",
      subnets: listAt(queue, "Networking", "SubnetIds").map(String),
      nodes: listAt(queue, "ComputeResources").map(nodesOf),
    })),
    batch: listAt(root, "Scheduling", "AwsBatchQueues").flatMap((queue) =>
      listAt(queue, "ComputeResources").map(batchOf)
    ),
  };
}

/** Where ParallelCluster keeps the settings of each kind, and what names one that stands already. */
const kinds: Readonly<Record<string, { readonly settings: string; readonly ids: readonly string[] }>> = {
  FsxLustre: { settings: "FsxLustreSettings", ids: ["FileSystemId"] },
  FsxOntap: { settings: "FsxOntapSettings", ids: ["VolumeId"] },
  FsxOpenZfs: { settings: "FsxOpenZfsSettings", ids: ["VolumeId"] },
  FileCache: { settings: "FsxFileCacheSettings", ids: ["FileCacheId"] },
  Efs: { settings: "EfsSettings", ids: ["FileSystemId"] },
};

/** Volumes of EBS are disks, which nobody counts. */
function fileSystemOf(storage: unknown): readonly FileSystem[] {
  const type = textAt(storage, "StorageType");
  const kind = kinds[type];
  if (kind === undefined) return [];
  const settings = at(storage, kind.settings);
  const id = kind.ids.map((name) => textAt(settings, name)).find((each) => each !== "");
  if (id !== undefined) return [{ is: "existing", id }];
  if (type === "Efs") return [{ is: "efs" }];
  const deployment = textAt(settings, "DeploymentType") || "SCRATCH_2";
  return [{ is: "lustre", gib: numberAt(NaN, settings, "StorageCapacity"), deployment }];
}

function nodesOf(resource: unknown): ComputeNodes {
  const types = [resource, ...listAt(resource, "Instances")].map((each) => textAt(each, "InstanceType"));
  const least = numberAt(0, resource, "MinCount");
  return {
    name: textAt(resource, "Name"),
    least,
    // ParallelCluster's own default.
    most: Math.max(least, numberAt(10, resource, "MaxCount")),
    types: types.filter((type) => type !== ""),
  };
}

function batchOf(resource: unknown): BatchResource {
  return {
    least: Math.max(numberAt(0, resource, "MinvCpus"), numberAt(0, resource, "DesiredvCpus")),
    most: numberAt(10, resource, "MaxvCpus"),
    types: listAt(resource, "InstanceTypes").map(String),
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    return Array.isArray(inner) ? undefined : memberOf(inner, name);
  }, value);
}

/** ParallelCluster reads YAML 1.1, where `<<` brings in what the map itself does not say, from one map or from a list of them. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(record, name)) return record[name];
  const others = [record["<<"]].flat();
  return others.map((other) => memberOf(other, name)).find((found) => found !== undefined);
}

function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** Of things that are counted: what is no number of them, such as one below zero, is NaN. */
function numberAt(usual: number, value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path) ?? usual;
  const isNumber = typeof found === "number" || (typeof found === "string" && found.trim() !== "");
  const number = isNumber ? Number(found) : NaN;
  return number >= 0 && Number.isFinite(number) ? number : NaN;
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
