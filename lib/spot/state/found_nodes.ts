import type { Instance } from "@aws-sdk/client-ec2";
import { explainAwsError } from "../../aws/aws_error.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { hasEnded, instancesById, managedInstances } from "../region/instances.ts";
import { ownTags, tagOf } from "../region/marks.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { type Machine, machineSchema } from "./machines.ts";

/** What stands in a region and carries the tag, whatever is recorded. */
export async function taggedNodes(
  deps: Pick<SpotTaskDeps, "aws">,
  config: Pick<SpotConfig, "managed">,
  region: string,
): Promise<readonly Machine[]> {
  const found = await instancesIn(deps, config, region, []).catch((error) => {
    throw explainAwsError(error, `listing the nodes of ${region}`);
  });
  return found.filter((one) => !hasEnded(one)).map((one) => merged(one, region, undefined));
}

/** Those with our tag, and those that the state names. */
export async function instancesIn(
  deps: Pick<SpotTaskDeps, "aws">,
  { managed }: Pick<SpotConfig, "managed">,
  region: string,
  ids: readonly string[],
): Promise<readonly Instance[]> {
  const aws = deps.aws.in(region);
  const tagged = await managedInstances(aws, managed);
  const missing = ids.filter((id) => !tagged.some(({ InstanceId }) => InstanceId === id));
  return [...tagged, ...await instancesById(aws, missing)];
}

/** AWS's word on a node counts more than the state's. */
export function merged(instance: Instance, region: string, known: Machine | undefined): Machine {
  const id = instance.InstanceId ?? "";
  const reason = endReason(instance);
  return machineSchema.parse({
    ...known,
    ...{ id, instance_id: id, region },
    zone: instance.Placement?.AvailabilityZone ?? "",
    status: reason?.startsWith("Interrupted") ? reason : capitalised(instance.State?.Name ?? ""),
    detailed_status: known?.detailed_status ?? "",
    public_ip: instance.PublicIpAddress ?? null,
    private_ip: instance.PrivateIpAddress ?? null,
    vpc_id: instance.VpcId ?? null,
    subnet_id: instance.SubnetId ?? null,
    instance_type: instance.InstanceType ?? null,
    architecture: instance.Architecture ?? null,
    image_id: instance.ImageId ?? null,
    spot_request_id: instance.SpotInstanceRequestId ?? known?.spot_request_id ?? null,
    fleet_id: tagOf(instance, "aws:ec2:fleet-id") ?? known?.fleet_id ?? null,
    deployment_id: tagOf(instance, ownTags.deployment) ?? known?.deployment_id ?? null,
    launch_time: instance.LaunchTime?.toISOString() ?? known?.launch_time ?? null,
    timestamp: known?.timestamp ?? instance.LaunchTime?.toISOString() ?? "",
  });
}

function capitalised(word: string): string {
  return word === "" ? "" : word[0].toUpperCase() + word.slice(1);
}

/** Why an instance has ended; a Spot interruption is called by its name. */
export function endReason(instance: Instance | undefined): string | undefined {
  if (instance === undefined || !hasEnded(instance)) return undefined;
  const code = instance.StateReason?.Code ?? "";
  return code === "Server.SpotInstanceTermination"
    ? `Interrupted (${code})`
    : code || (instance.State?.Name ?? "ended");
}
