import { deriveStackName } from "../names/derive_stack_name.ts";
import { stackStatus, stackStatusActions } from "../aws/questions/stack_status.ts";
import { baselineSubnets, subnetActions } from "../aws/questions/subnets.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { judgeNetwork, type Network, networkCheck } from "./judge_network.ts";
import { failLook } from "./verdict.ts";

export type { Network };

/**
 * Gate 9: subnets, stack and policy of the zone. Nothing at all is fine, half of it is not.
 *
 * @param policyArns the policies named `pclusterTagsAndBudget`, as gate 3 saw them
 * @see spec/create-cluster.md 3.2, 3.9, decision 3.25
 */
export async function networkGate(
  deps: PreflightDeps,
  request: PreflightRequest,
  policyArns: readonly string[],
): Promise<Gate<Network>> {
  noteOpenSsh(deps, request.sshCidr);
  const zone = request.regionAz;
  try {
    const stack = deriveStackName(zone);
    const [subnets, status] = await Promise.all([
      baselineSubnets(deps.aws, zone),
      stackStatus(deps.aws, stack),
    ]);
    return judgeNetwork(
      { profile: deps.aws.profile, region: request.region, zone, stack, status, subnets, policyArns },
      request.source,
    );
  } catch (error) {
    const actions = [...subnetActions, ...stackStatusActions];
    const look = { error, doing: `looking for the network of ${zone}`, actions };
    return { checks: [failLook(networkCheck, look)] };
  }
}

/** A template default that people should know of; no reason to stop (decision 3.10). */
function noteOpenSsh({ emit }: PreflightDeps, cidr: string): void {
  if (!/\/0$/.test(cidr)) return;
  const message = `The head node accepts SSH from anywhere (${cidr}); --ssh-cidr narrows that`;
  emit({ code: "preflight.ssh_open", level: "info", message, data: { cidr } });
}
