import type { Instance } from "@aws-sdk/client-ec2";
import { poll } from "../../host/poll.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import { hasEnded, instancesById } from "../region/instances.ts";
import type { SpotDeps } from "../region/spot_deps.ts";
import { withMachines, withoutMachines } from "../state/changes.ts";
import type { Machine } from "../state/machines.ts";
import type { State } from "../state/open_state.ts";

/** How a node came out. */
export type Confirmed = {
  readonly id: string;
  readonly is: "ready" | "no address" | "ended";
  /** Why it ended, in EC2's own word. */
  readonly why: string;
};

const pause = 5_000;
/** An instance may be unknown for a while after its launch, in milliseconds. */
const blindness = 60_000;

/** Waits until the nodes of a region have their addresses, gives them their names, and writes both down. */
export async function confirmNodes(
  deps: SpotDeps,
  state: State,
  ids: readonly string[],
  { prefix, limit }: { readonly prefix: string; readonly limit: number },
): Promise<readonly Confirmed[]> {
  if (ids.length === 0) return [];
  const { region } = deps.aws;
  let seen: readonly Instance[] = [];
  const tell = (waited: number) => {
    const with_ = seen.filter(hasAddresses).length;
    deps.emit(
      waitEvent(
        "wait.spot",
        { subject: `nodes of ${region}`, state: `${with_} of ${ids.length} with a public address` },
        waited,
      ),
    );
  };
  await poll(deps, { pauses: [pause], endless: true, tell }, async (waited) => {
    seen = await instancesById(deps.aws, ids);
    const unknown = ids.filter((id) => !seen.some(({ InstanceId }) => InstanceId === id));
    const open = seen.filter((instance) => !hasAddresses(instance) && !hasEnded(instance));
    const isWaiting = open.length > 0 || (unknown.length > 0 && waited < blindness);
    return !isWaiting || waited >= limit ? true : undefined;
  });
  await nameNodes(deps, seen.filter((instance) => !hasEnded(instance)), prefix);
  const now = deps.clock.now();
  await state.update(withMachines(
    seen.filter((each) => !hasEnded(each)).flatMap((instance) => {
      const known = state.now().machines[instance.InstanceId ?? ""];
      return known === undefined ? [] : [readyMachine(known, instance, now)];
    }),
  ));
  const confirmed = ids.map((id): Confirmed => {
    const instance = seen.find(({ InstanceId }) => InstanceId === id);
    if (instance === undefined) return { id, is: "ended", why: "not found" };
    if (hasEnded(instance)) return { id, is: "ended", why: instance.StateReason?.Code ?? instance.State?.Name ?? "" };
    return { id, is: hasAddresses(instance) ? "ready" : "no address", why: "" };
  });
  await state.update(withoutMachines(confirmed.filter(({ is }) => is === "ended").map(({ id }) => id)));
  return confirmed;
}

function hasAddresses({ PublicIpAddress, PrivateIpAddress }: Instance): boolean {
  return PublicIpAddress !== undefined && PrivateIpAddress !== undefined;
}

function readyMachine(machine: Machine, instance: Instance, now: Date): Machine {
  const isReady = hasAddresses(instance);
  const since = instance.LaunchTime ?? now;
  return {
    ...machine,
    status: "Done",
    detailed_status: isReady ? `Ready - ${now.toISOString().slice(11, 19)}` : "IP timeout",
    elapsed_time: Math.max(0, Math.round((now.getTime() - since.getTime()) / 100) / 10),
    zone: instance.Placement?.AvailabilityZone ?? machine.zone,
    instance_type: instance.InstanceType ?? machine.instance_type,
    public_ip: instance.PublicIpAddress ?? null,
    private_ip: instance.PrivateIpAddress ?? null,
    vpc_id: instance.VpcId ?? machine.vpc_id,
    subnet_id: instance.SubnetId ?? machine.subnet_id,
    spot_request_id: instance.SpotInstanceRequestId ?? machine.spot_request_id,
    launch_time: instance.LaunchTime?.toISOString() ?? machine.launch_time,
    timestamp: now.toISOString(),
  };
}

/** Names adorn: a node without one is as good. */
async function nameNodes(
  { aws, emit, signal }: SpotDeps,
  instances: readonly Instance[],
  prefix: string,
): Promise<void> {
  const { CreateTagsCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  const zones = Object.entries(Object.groupBy(instances, ({ Placement }) => Placement?.AvailabilityZone ?? ""));
  await Promise.all(zones.map(async ([zone, some = []]) => {
    if (zone === "") return;
    const Tags = [{ Key: "Name", Value: `${prefix}-${aws.region}-${zone}` }, { Key: "AZ", Value: zone }];
    const Resources = some.flatMap(({ InstanceId }) => InstanceId ?? []);
    await ec2.send(new CreateTagsCommand({ Resources, Tags })).catch((error) => {
      signal.throwIfAborted();
      emit({
        code: "spot.warning",
        level: "warn",
        message: `The nodes in ${zone} could not be given their Name tags: ${error}`,
      });
    });
  }));
}
