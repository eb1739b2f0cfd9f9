import { deriveStackName } from "../aws/derive_stack_name.ts";
import { stackStatus, stackStatusActions } from "../aws/stack_status.ts";
import { type BaselineSubnet, type BaselineSubnets, baselineSubnets, subnetActions } from "../aws/subnets.ts";
import type { ConfigSource } from "../config/config_source.ts";
import { initial } from "../config/initial_value.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { fail, failLook, pass } from "./verdict.ts";

const id = "network.baseline";

/** A subnet that can be chosen; public and private one have to share their VPC (decision 3.25). */
export type SubnetCandidate = { readonly value: string; readonly label: string; readonly vpc: string };

export type Network =
  | {
    readonly is: "present";
    readonly public: readonly SubnetCandidate[];
    /** Only those in the VPC of a public one; of the chosen one, when the choice is certain already. */
    readonly private: readonly SubnetCandidate[];
  }
  | { readonly is: "absent" }
  /** The zone's own stack is there and not complete: its parts say nothing, whoever ensures it waits or complains. */
  | { readonly is: "unfinished"; readonly why: string };

type Facts = {
  readonly zone: string;
  readonly stack: string;
  readonly status: string | undefined;
  readonly subnets: BaselineSubnets;
  readonly policyArns: readonly string[];
};

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
    return judge({ zone, stack, status, subnets, policyArns }, request.source);
  } catch (error) {
    const actions = [...subnetActions, ...stackStatusActions];
    const look = { error, doing: `looking for the network of ${zone}`, actions };
    return { checks: [failLook(id, look, deps.signal)] };
  }
}

/** A template default that people should know of; no reason to stop (decision 3.10). */
function noteOpenSsh({ emit }: PreflightDeps, cidr: string): void {
  if (!/\/0$/.test(cidr)) return;
  const message = `The head node accepts SSH from anywhere (${cidr}); --ssh-cidr narrows that`;
  emit({ code: "preflight.ssh_open", level: "info", message, data: { cidr } });
}

function judge(facts: Facts, source: ConfigSource): Gate<Network> {
  const { zone, stack, status, subnets, policyArns } = facts;
  const details = {
    stack,
    stack_status: status ?? null,
    public: subnets.public.map((subnet) => subnet.id),
    private: subnets.private.map((subnet) => subnet.id),
    policy_arns: policyArns,
  };
  const why = unfinished(facts);
  if (why !== undefined) {
    return { checks: [pass(id, { ...details, action: "finish_stack", note: why })], found: { is: "unfinished", why } };
  }
  if (subnets.public.length === 0 && subnets.private.length === 0) {
    return { checks: [pass(id, { ...details, action: "create_stack" })], found: { is: "absent" } };
  }
  const network = present(subnets, source);
  const complaint = complaintAbout(facts, network, source);
  if (complaint === undefined) return { checks: [pass(id, details)], found: network };
  const remedy = `look at it with: deno task infra ensure-network --region-az ${zone} --update`;
  return { checks: [fail(id, { ...details, note: complaint }, remedy)] };
}

/** The stack's own state comes first: while it grows or goes, one subnet or two prove nothing. */
function unfinished({ stack, status, subnets }: Facts): string | undefined {
  if (status === undefined || status.startsWith("UPDATE_")) return undefined;
  const why = `stack ${stack} is ${status}`;
  if (status.endsWith("_IN_PROGRESS")) return why;
  if (status !== "CREATE_COMPLETE" && (subnets.public.length === 0 || subnets.private.length === 0)) return why;
  return subnets.public.length === 0 && subnets.private.length === 0 ? `${why}, but its subnets are gone` : undefined;
}

function present(subnets: BaselineSubnets, source: ConfigSource): Network & { is: "present" } {
  const configured = initial(source, "public_subnet_id")?.value;
  const chosen = subnets.public.filter((subnet) => subnet.id === configured);
  const vpcs = new Set((chosen.length > 0 ? chosen : subnets.public).map(({ vpc }) => vpc));
  return {
    is: "present",
    public: subnets.public.map(candidateOf),
    private: subnets.private.filter(({ vpc }) => vpcs.has(vpc)).map(candidateOf),
  };
}

function candidateOf({ id, name, vpc }: BaselineSubnet): SubnetCandidate {
  return { value: id, label: `${name} (${id})`, vpc };
}

function complaintAbout(
  { zone, subnets, policyArns }: Facts,
  network: Network & { is: "present" },
  { overrides }: ConfigSource,
): string | undefined {
  if (subnets.public.length === 0) return `${zone} has a private subnet, but no public one`;
  if (subnets.private.length === 0) return `${zone} has a public subnet, but no private one`;
  if (network.private.length === 0) return "no private subnet lies in the VPC of the public one";
  if (policyArns.length === 0) return "the subnets exist, but the policy pclusterTagsAndBudget does not";
  const offers = {
    public_subnet_id: network.public.map(({ value }) => value),
    private_subnet_id: network.private.map(({ value }) => value),
    iam_policy_arn: policyArns,
  };
  // The choice follows later, but a flag that cannot be met is known to be wrong now (decision 3.40).
  for (const [key, offered] of Object.entries(offers)) {
    const given = overrides.get(key);
    if (given !== undefined && !offered.includes(given)) {
      return `--set ${key}=${given}: use one of ${offered.join(", ")}`;
    }
  }
  return undefined;
}
