import { profileFlag } from "../aws/profile_flag.ts";
import { localPolicies } from "../aws/questions/local_policies.ts";
import { failureLines } from "../aws/questions/stack_failures.ts";
import { type BaselineSubnets, baselineSubnets } from "../aws/questions/subnets.ts";
import { managedPolicy, policyArn } from "../aws/resources/managed_policy.ts";
import { type NetworkStackOut, networkStackSpec } from "../aws/resources/network_stack.ts";
import { pclusterTagsAndBudget } from "../aws/resources/pcluster_tags_and_budget.ts";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import {
  type EnsuredObject,
  type EnsuredObjects,
  ensurePlanned,
  type ObjectOptions,
} from "../state/walks/ensure_objects.ts";
import { plan, type Planned } from "../state/walks/plan.ts";
import { type Wanted, wanted } from "../state/walks/wanted.ts";
import { besideIdentity } from "./beside_identity.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";
import { essenceOf } from "../config/file/network_template.ts";
import { templatedNetwork } from "./templated_network.ts";

export type NetworkRequest = {
  readonly zone: string;
  /** The text of the template. */
  readonly template: string;
  /** The beginning of the names of all parts; else it follows from the zone. */
  readonly prefix?: string;
  /** Subnets that somebody made in another way: they are taken for the zone's network, or not looked at. */
  readonly others: "count" | "do not count";
};

/** What became of the network; `out` is known when the stack stands, `policyArn` when there is the policy. */
export type EnsuredNetwork = Omit<EnsuredObjects, "of"> & {
  readonly stack: string;
  readonly out: NetworkStackOut | undefined;
  readonly policyArn: string | null;
};

/**
 * Makes the network of a zone where there is none, and the policy of cluster nodes where the account has none. What stands is left
 * as it is, and told where it differs, unless it is to be repaired.
 *
 * @throws DayError DAY-INFRA-003 for a zone with half a network; nothing was written then
 */
export async function ensureNetwork(
  deps: InfraDeps,
  request: NetworkRequest,
  options: ObjectOptions,
): Promise<EnsuredNetwork> {
  const [{ account }, policies, subnets] = await besideIdentity(
    deps.aws,
    localPolicies(deps.aws),
    subnetsOf(deps, request),
  );
  const policy = pclusterTagsAndBudget(account);
  const known = policies.get(policy.name) ?? [];
  const spec = specOf(request, account, known.length === 0);
  const network = wanted(templatedNetwork(request.template), deps, spec);
  const walk = infraWalk(deps, account);
  // One of that name under another path serves as well, and is not ours to correct.
  const isOurs = known.length === 0 || known.includes(policyArn(policy));
  const list: readonly Wanted[] = isOurs ? [network, wanted(managedPolicy, deps, policy)] : [network];
  const [stack, ...others] = await plan(walk, list, "full");
  const isAbsent = stack.found?.is === "absent";
  if (isAbsent) requireWhole(deps, request.zone, subnets);
  const standsOtherwise = isAbsent && subnets.public.length > 0;
  // A new stack makes the policy itself where the account has none.
  const planned = standsOtherwise ? others : isAbsent && known.length === 0 ? [stack] : [stack, ...others];
  const made = await ensurePlanned(walk, planned, options);
  const out = made.of(network)?.out ?? outOf(stack);
  return {
    ...made,
    objects: standsOtherwise ? [otherwise(network), ...made.objects] : made.objects,
    error: await explained(deps, spec.name, { ...made, out }),
    stack: spec.name,
    out,
    policyArn: out?.policyArn ?? known[0] ?? (made.dryRun ? null : policyArn(policy)),
  };
}

async function subnetsOf({ aws }: InfraDeps, { zone, others }: NetworkRequest): Promise<BaselineSubnets> {
  return others === "count" ? await baselineSubnets(aws, zone) : { public: [], private: [] };
}

function specOf({ zone, template, prefix }: NetworkRequest, account: string, createPolicy: boolean) {
  const spec = networkStackSpec({ account, az: zone, createPolicy });
  return { ...spec, environmentName: prefix ?? spec.environmentName, template: essenceOf(template) };
}

function requireWhole({ aws: { region, profile } }: InfraDeps, zone: string, subnets: BaselineSubnets): void {
  if ((subnets.public.length > 0) === (subnets.private.length > 0)) return;
  const [has, lacks] = subnets.public.length > 0 ? ["public", "private"] : ["private", "public"];
  const look = `aws ec2 describe-subnets --filters Name=availability-zone,Values=${zone} ` +
    `--region ${region}${profileFlag(profile)}`;
  throw new DayError("DAY-INFRA-003", `${zone} has a ${has} subnet, but no ${lacks} one`, {
    fix: advice`look at it with: ${command(look)}; then delete this subnet or create the missing one`,
  });
}

function otherwise({ kind, title, spec: { name } }: Wanted): EnsuredObject {
  const differences = ["its subnets exist, but were not created by this stack"];
  return { kind, name: String(name), title, outcome: "unchanged", differences };
}

function outOf({ found }: Planned): NetworkStackOut | undefined {
  // It went in with this type.
  return found?.is === "ready" ? found.out as NetworkStackOut : undefined;
}

/** A stack that failed is explained by its events; one that went back to what it was has failed as well. */
async function explained(
  { aws, signal }: InfraDeps,
  stack: string,
  { error, objects, out }: Pick<EnsuredNetwork, "error" | "objects" | "out">,
): Promise<DayError | undefined> {
  const wentBack = objects[0]?.outcome === "updated" && out?.status === "UPDATE_ROLLBACK_COMPLETE";
  const failure = wentBack
    ? new DayError("DAY-AWS-003", `stack ${stack} could not be updated and was rolled back`, {
      fix: "read the reasons, correct the template, then run the command again",
    })
    : error;
  if (failure?.code !== "DAY-AWS-003") return failure;
  const lines = await failureLines(aws, stack).catch(() => []);
  signal.throwIfAborted();
  return new DayError("DAY-AWS-003", [failure.message, ...lines].join("\n"), { fix: failure.advice, cause: failure });
}
