import { managedPolicy } from "../../aws/resources/managed_policy.ts";
import { networkStack, type NetworkStackSpec } from "../../aws/resources/network_stack.ts";
import { pclusterOmicsAnalysis } from "../../aws/resources/pcluster_omics_analysis.ts";
import type { SchedulerRoleLook } from "../../aws/questions/resolve_scheduler_role.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import {
  schedulerRole,
  schedulerRoleArn,
  type SchedulerRoleOut,
  schedulerRoleSpec,
} from "../../aws/resources/scheduler_role.ts";
import type { Network } from "../../preflight/network_gate.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";

/**
 * The network of a zone.
 *
 * @param judged what gate 9 made of what stands there
 */
export function wantedNetwork(deps: AwsDeps, spec: NetworkStackSpec, judged: Network): Wanted {
  const policy = spec.createPolicy ? ", policy" : "";
  const notes = {
    unfinished: "why" in judged ? judged.why : "",
    absent: `VPC, subnets, NAT gateway${policy}`,
    present: "",
  };
  return wanted(networkStack, deps, spec, {
    seen: judged.is === "absent" ? { is: "absent" } : undefined,
    // Its subnets count, whoever made them and in whatever way.
    stands: judged.is === "present",
    note: () => notes[judged.is],
  });
}

/**
 * The policy that lets a cluster's owner make the service-linked role of Spot. Accounts that own that role work without it, so
 * that a refusal does not stop the run.
 *
 * @param arn of the policy as the gates have seen it; null when there is none
 */
export function wantedOmicsPolicy(deps: AwsDeps, account: string, arn: string | null): Wanted {
  const spec = pclusterOmicsAnalysis(account);
  const seen = arn === null ? { is: "absent" as const } : { is: "ready" as const, spec, out: { arn } };
  const onFailure = { warn: { id: "iam.pcluster_omics_analysis", step: "baseline" } };
  // Under another path it serves as well.
  return wanted(managedPolicy, deps, spec, { seen, stands: arn !== null, onFailure });
}

/**
 * The role that sends heartbeats, when it is ours to make or to keep: nothing when a person has named another one, and when
 * nobody may look whether there is one. A cluster without heartbeat is better than no cluster.
 */
export function wantedSchedulerRole(
  deps: AwsDeps,
  account: string,
  look: SchedulerRoleLook,
): Wanted<SchedulerRoleOut> | undefined {
  const spec = schedulerRoleSpec(account);
  const isOurs = look.is === "present" && look.arn === schedulerRoleArn(spec);
  if (look.is !== "absent" && !isOurs) return undefined;
  const seen = isOurs ? { is: "ready" as const, spec, out: { arn: look.arn } } : { is: "absent" as const };
  return wanted(schedulerRole, deps, spec, {
    seen,
    onFailure: {
      warn: { id: "heartbeat.role", step: "baseline" },
      words: (reason) => `no heartbeat mails will be sent: ${reason}`,
    },
  });
}
