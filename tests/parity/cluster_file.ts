import assert from "node:assert/strict";
import { join } from "node:path";
import type { Sandbox } from "../support/sandbox.ts";
import { type Changes, type Ended, runCreate, stopAfterDryRun as environment } from "./parity_world.ts";

/** The shipped one. */
export const template = await Deno.readTextFile(new URL("../../templates/cluster.yaml", import.meta.url));

/** What head node and queues have in common. */
export type Equipped = { readonly Iam: unknown; readonly CustomActions: unknown };

export type ComputeResource = {
  readonly Name: string;
  readonly Instances: readonly { readonly InstanceType: string }[];
  readonly MinCount: number;
  readonly MaxCount: number;
  readonly SpotPrice: number;
  readonly Networking: unknown;
  readonly Efa: unknown;
};

/** The parts of a cluster file that the cases look at. */
export type Cluster = {
  readonly HeadNode: Equipped & {
    readonly InstanceType: string;
    readonly LocalStorage: { readonly RootVolume: { readonly DeleteOnTermination: unknown } };
  };
  readonly Scheduling: {
    readonly SlurmQueues: readonly (Equipped & {
      readonly Name: string;
      readonly CapacityType: string;
      readonly AllocationStrategy: string;
      readonly ComputeResources: readonly ComputeResource[];
    })[];
  };
  readonly Monitoring: { readonly DetailedMonitoring: unknown };
  readonly SharedStorage: readonly [{
    readonly Name: string;
    readonly FsxLustreSettings: { readonly ImportPath: string; readonly StorageCapacity: number };
  }];
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
};

/** The name of the cluster file that ParallelCluster gets. */
export const finalFile = /^tc1_cluster_\d{14}\.yaml$/;

export function tagsOf({ Tags }: Cluster): Record<string, string> {
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key.replace("aws-parallelcluster-", ""), Value]));
}

export function resourcesOf({ Scheduling }: Cluster): readonly ComputeResource[] {
  return Scheduling.SlurmQueues.flatMap(({ ComputeResources }) => ComputeResources);
}

/** The price of each queue; its compute resources must agree on it. */
export function pricesOf({ Scheduling }: Cluster): Record<string, number> {
  return Object.fromEntries(Scheduling.SlurmQueues.map(({ Name, ComputeResources }) => {
    const prices = new Set(ComputeResources.map(({ SpotPrice }) => SpotPrice));
    assert.equal(prices.size, 1, Name);
    return [Name, [...prices][0]];
  }));
}

/** Runs with a cluster template of one's own in the working folder. */
export async function withTemplate(sandbox: Sandbox, text: string, changes: Changes = {}): Promise<Ended> {
  const path = join(sandbox.folder, "own.yaml");
  await Deno.writeTextFile(path, text);
  return await runCreate(sandbox, { environment, ...changes, flags: ["--template", path] });
}
