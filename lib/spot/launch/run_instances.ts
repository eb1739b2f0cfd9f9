import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { clientToken } from "../../state/walks/client_token.ts";
import type { SpotDeps } from "../region/spot_deps.ts";
import { classOfError } from "./classify.ts";
import type { Launched, LaunchedNode, PoolFailure } from "./launch_fleet.ts";
import { asType, type LaunchPool, type LaunchRequest } from "./launch_request.ts";
import { sendLaunch } from "./send_launch.ts";

/** Launches pool by pool, for accounts that may not use fleets. A pool without enough capacity is asked for half of it once. */
export async function launchOneByOne(deps: SpotDeps, request: LaunchRequest): Promise<Launched> {
  const nodes: LaunchedNode[] = [];
  const failures: PoolFailure[] = [];
  for (const [isSpot, wanted] of [[false, request.onDemand], [true, request.count - request.onDemand]] as const) {
    let left = wanted;
    for (const pool of isSpot ? request.pools : cheapestOnDemand(request.pools)) {
      if (left === 0) break;
      for (const count of [...new Set([left, Math.ceil(left / 2)])]) {
        deps.signal.throwIfAborted();
        try {
          const got = await launchIn(deps, request, pool, isSpot, count);
          nodes.push(...got);
          left -= got.length;
          break;
        } catch (error) {
          const { reach, code } = classOfError(error);
          if (reach !== "pool") throw error;
          failures.push({ type: pool.type, zone: pool.zone, code, message: reasonOf(error) });
        }
      }
    }
  }
  return { fleet: null, nodes, failures };
}

/** A fleet takes the cheapest type on demand by itself. */
function cheapestOnDemand(pools: readonly LaunchPool[]): readonly LaunchPool[] {
  return pools.toSorted((one, other) => (one.onDemandUsd ?? Infinity) - (other.onDemandUsd ?? Infinity) || 0);
}

async function launchIn(
  deps: SpotDeps,
  { data, token, priceLimit }: LaunchRequest,
  { type, zone, subnet }: LaunchPool,
  isSpot: boolean,
  count: number,
): Promise<readonly LaunchedNode[]> {
  const { RunInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await deps.aws.ec2Once();
  const SpotOptions = {
    SpotInstanceType: "one-time" as const,
    InstanceInterruptionBehavior: "terminate" as const,
    ...(priceLimit === undefined ? {} : { MaxPrice: String(priceLimit) }),
  };
  const { NetworkInterfaces = [], TagSpecifications = [], ...rest } = data;
  const input: RunInstancesCommandInput = {
    ...rest as Partial<RunInstancesCommandInput>,
    InstanceType: asType(type),
    MinCount: 1,
    MaxCount: count,
    ClientToken: await clientToken([token, type, zone, String(isSpot)], null, count),
    NetworkInterfaces: NetworkInterfaces.map((net) => ({ ...net as object, SubnetId: subnet })),
    // Only what is on Spot has a Spot request.
    TagSpecifications: TagSpecifications.filter(({ ResourceType }) =>
      isSpot || ResourceType !== "spot-instances-request"
    ),
    ...(isSpot ? { InstanceMarketOptions: { MarketType: "spot" as const, SpotOptions } } : {}),
  };
  const { Instances = [] } = await sendLaunch(deps, () => ec2.send(new RunInstancesCommand(input)));
  return Instances.map(({ InstanceId = "" }) => ({ id: InstanceId, type, zone, isSpot }));
}
