import { deriveStackName } from "../names/derive_stack_name.ts";
import { typesOffered, zonesOf } from "../aws/questions/offerings.ts";
import { stackStatus, stackStatusActions } from "../aws/questions/stack_status.ts";
import { baselineSubnets, subnetActions } from "../aws/questions/subnets.ts";
import type { ClusterShape } from "../cluster_file/cluster_shape.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { judgeNetwork, type Network, networkCheck } from "./judge_network.ts";
import { judgeOfferings, typesIn, unjudgedOfferings } from "./judge_offerings.ts";
import { readNetworkTemplate } from "../config/file/network_template.ts";
import { DayError } from "../host/errors/day_error.ts";
import { fail, failLook } from "./verdict.ts";

export type { Network };

/** What earlier gates saw. */
export type SeenBefore = {
  /** The policies named `pclusterTagsAndBudget`. */
  readonly policyArns: readonly string[];
  /** What the template will start; nothing when it cannot be read. */
  readonly shape: ClusterShape | undefined;
};

/**
 * Gate 9: subnets, stack and policy of the zone, and whether it has the instance types of the template. Nothing at all is fine, half
 * of it is not.
 */
export async function networkGate(
  deps: PreflightDeps,
  request: PreflightRequest,
  { policyArns, shape }: SeenBefore,
): Promise<Gate<Network>> {
  noteOpenSsh(deps, request.sshCidr);
  const zone = request.regionAz;
  const types = typesIn(shape);
  const [network, offered] = await Promise.allSettled([
    networkOf(deps, request, policyArns),
    typesOffered(deps.aws, zone, types),
  ]);
  if (network.status === "rejected") throw network.reason;
  const isEmpty = offered.status === "fulfilled" && offered.value.size === 0 && types.length > 0;
  // A zone with subnets exists, whatever it offers.
  if (isEmpty && network.value.found?.is === "absent") {
    const missing = await unknownZone(deps, request);
    if (missing !== undefined) return missing;
  }
  const offerings = judgeOfferings({ zone, shape, look: offered });
  return { ...network.value, checks: [...network.value.checks, offerings] };
}

async function networkOf(
  deps: PreflightDeps,
  request: PreflightRequest,
  policyArns: readonly string[],
): Promise<Gate<Network>> {
  const zone = request.regionAz;
  let network: Gate<Network>;
  try {
    const stack = deriveStackName(zone);
    const [subnets, status] = await Promise.all([
      baselineSubnets(deps.aws, zone),
      stackStatus(deps.aws, stack),
    ]);
    network = judgeNetwork(
      { profile: deps.aws.profile, region: request.region, zone, stack, status, subnets, policyArns },
      request.source,
    );
  } catch (error) {
    const actions = [...subnetActions, ...stackStatusActions];
    const look = { error, doing: `looking for the network of ${zone}`, actions };
    return { checks: [failLook(networkCheck, look)] };
  }
  return network.found?.is === "absent" ? await withTemplate(deps, network) : network;
}

/** A network that is to be made needs a template that one can be made from. */
async function withTemplate(deps: PreflightDeps, network: Gate<Network>): Promise<Gate<Network>> {
  try {
    await readNetworkTemplate(deps);
    return network;
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    const details = { ...network.checks[0].details, note: error.message };
    return { checks: [fail(networkCheck, details, error.advice)] };
  }
}

/** A zone that the account does not have offers nothing either; nothing when it has it, or nobody may say. */
async function unknownZone(
  { aws }: PreflightDeps,
  { region, regionAz: zone }: PreflightRequest,
): Promise<Gate<never> | undefined> {
  const zones = await zonesOf(aws).catch((): readonly string[] => []);
  if (zones.length === 0 || zones.includes(zone)) return undefined;
  const note = `the availability zone ${zone} does not exist in ${region} for this account`;
  const remedy = `use one of its zones with --region-az: ${zones.join(", ")}`;
  return { checks: [fail(networkCheck, { zone, zones, note }, remedy), unjudgedOfferings(zone, note, remedy)] };
}

/** A template default that people should know of; no reason to stop. */
function noteOpenSsh({ emit }: PreflightDeps, cidr: string): void {
  if (!/\/0$/.test(cidr)) return;
  const message = `The head node accepts SSH from anywhere (${cidr}); limit this with --ssh-cidr CIDR`;
  emit({ code: "preflight.ssh_open", level: "info", message, data: { cidr } });
}
