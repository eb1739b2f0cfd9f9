import { stackLife } from "../aws/stack_life.ts";
import type { BaselineSubnet, BaselineSubnets } from "../aws/questions/subnets.ts";
import type { ConfigSource } from "../config/file/config_source.ts";
import { initial } from "../config/file/initial_value.ts";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Gate } from "./gate.ts";
import { fail, pass } from "./verdict.ts";
import { shellWord } from "../text/shell_word.ts";

export const networkCheck = "network.baseline";

/** A subnet that can be chosen; public and private one have to share their VPC. */
export type SubnetCandidate = { readonly value: string; readonly label: string; readonly vpc: string };

export type Network =
  | {
    readonly is: "present";
    readonly public: readonly SubnetCandidate[];
    /** Only those in the VPC of a public one; of the chosen one, when the choice is certain already. */
    readonly private: readonly SubnetCandidate[];
  }
  /** Neither subnets nor stack. */
  | { readonly is: "absent" }
  /** The zone's own stack is there and not complete: its parts say nothing, whoever ensures it waits or complains. */
  | { readonly is: "unfinished"; readonly why: string };

/** What is known of a zone. */
export type NetworkFacts = {
  readonly profile: string;
  readonly region: string;
  readonly zone: string;
  /** The name of the zone's own stack. */
  readonly stack: string;
  /** Nothing when there is no such stack. */
  readonly status: string | undefined;
  readonly subnets: BaselineSubnets;
  readonly policyArns: readonly string[];
};

/** What a zone's subnets, stack and policy amount to. */
export function judgeNetwork(facts: NetworkFacts, source: ConfigSource): Gate<Network> {
  const { profile, region, zone, stack, status, subnets, policyArns } = facts;
  const details = {
    stack,
    stack_status: status ?? null,
    public: subnets.public.map((subnet) => subnet.id),
    private: subnets.private.map((subnet) => subnet.id),
    policy_arns: policyArns,
  };
  const why = unfinished(facts);
  if (why !== undefined) {
    return {
      checks: [pass(networkCheck, { ...details, action: "finish_stack", note: why })],
      found: { is: "unfinished", why },
    };
  }
  if (subnets.public.length === 0 && subnets.private.length === 0) {
    return { checks: [pass(networkCheck, { ...details, action: "create_stack" })], found: { is: "absent" } };
  }
  const network = present(subnets, source);
  const complaint = complaintAbout(facts, network);
  if (complaint !== undefined) {
    const look = `aws ec2 describe-subnets --filters Name=availability-zone,Values=${zone} ` +
      `--region ${region} --profile ${shellWord(profile)}`;
    const remedy = advice`look at it with: ${command(look)}`;
    return { checks: [fail(networkCheck, { ...details, note: complaint }, remedy)] };
  }
  const error = wrongFlag(network, policyArns, source);
  if (error === undefined) return { checks: [pass(networkCheck, details)], found: network };
  return { checks: [fail(networkCheck, { ...details, note: error.message }, error.advice)], error };
}

/**
 * Why the zone's own stack has the first word; nothing when its subnets speak for themselves. While it grows, goes or has failed,
 * one subnet or two prove nothing: the gateway behind them may be missing.
 */
function unfinished({ stack, status, subnets }: NetworkFacts): string | undefined {
  if (status === undefined) return undefined;
  const why = `stack ${stack} is ${status}`;
  const life = stackLife(status);
  if (life === "standing" || life === "changing" || life === "halted") {
    return subnets.public.length + subnets.private.length === 0 ? `${why}, but its subnets are gone` : undefined;
  }
  // Nothing is left of a stack that was rolled back: both subnets are somebody else's, and complete.
  const others = status === "ROLLBACK_COMPLETE" && subnets.public.length > 0 && subnets.private.length > 0;
  return others ? undefined : why;
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
  { zone, subnets, policyArns }: NetworkFacts,
  network: Network & { is: "present" },
): string | undefined {
  if (subnets.public.length === 0) return `${zone} has a private subnet, but no public one`;
  if (subnets.private.length === 0) return `${zone} has a public subnet, but no private one`;
  if (network.private.length === 0) return "no private subnet lies in the VPC of the public one";
  if (policyArns.length === 0) return "the subnets exist, but the policy pclusterTagsAndBudget does not";
  return undefined;
}

/** The choice follows later, but a flag that cannot be met is known to be wrong now. */
function wrongFlag(
  network: Network & { is: "present" },
  policyArns: readonly string[],
  { overrides }: ConfigSource,
): DayError | undefined {
  const offers = {
    public_subnet_id: network.public.map(({ value }) => value),
    private_subnet_id: network.private.map(({ value }) => value),
    iam_policy_arn: policyArns,
  };
  for (const [key, offered] of Object.entries(offers)) {
    const given = overrides.get(key);
    if (given === undefined || offered.includes(given)) continue;
    const fix = `use one of ${offered.join(", ")}`;
    return new DayError("DAY-CFG-003", `--set ${key}=${given}: there is no such choice`, { fix });
  }
  return undefined;
}
