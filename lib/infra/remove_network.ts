import { callerIdentity } from "../aws/questions/identity.ts";
import { networkUsers } from "../aws/questions/network/network_users.ts";
import { failureLines } from "../aws/questions/stack_failures.ts";
import { stackStatus } from "../aws/questions/stack_status.ts";
import { baselineSubnets } from "../aws/questions/subnets.ts";
import { vpcInterfaces } from "../aws/questions/network/vpc_interfaces.ts";
import { networkStack, type NetworkStackSpec, networkStackSpec } from "../aws/resources/network_stack.ts";
import { stackLife } from "../aws/stack_life.ts";
import { DayError } from "../host/errors/day_error.ts";
import { removal, removeOne } from "../state/walks/remove_one.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";

/** What became of the network, or would. */
export type RemovedNetwork = {
  readonly stack: string;
  readonly title: string;
  readonly outcome: "removed" | "absent";
  readonly dryRun: boolean;
};

/**
 * Removes the network stack of a zone, a failed one as well, and waits until it is gone. The policy that it made stays: clusters of
 * every zone use it. Nothing asks the person again: all of it can be made anew with one command.
 *
 * @throws DayError DAY-INFRA-002 while something uses it or it is being made, DAY-DEL-001 when something of it is left
 */
export async function removeNetwork(
  deps: InfraDeps,
  zone: string,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<RemovedNetwork> {
  const { account } = await callerIdentity(deps.aws);
  const spec = networkStackSpec({ account, az: zone, createPolicy: false });
  const step = removal(networkStack, deps, spec);
  const seen = await networkStack.find(deps, spec, "exists");
  const about = { stack: spec.name, title: step.title, dryRun };
  if (seen.is === "absent") return { ...about, outcome: "absent" };
  await refuseUsed(deps, spec, seen.is === "ready" ? [seen.out.vpcId] : await vpcsOf(deps, zone));
  if (dryRun) return { ...about, outcome: "removed" };
  const { outcome, why, error } = await removeOne(infraWalk(deps, account), { ...step, seen });
  if (outcome === "removed" || outcome === "absent") return { ...about, outcome };
  if (error !== undefined) throw error;
  const lines = await failureLines(deps.aws, spec.name).catch(() => []);
  throw new DayError("DAY-DEL-001", [`the ${step.title} was not removed: ${why}`, ...lines].join("\n"));
}

/** A stack that failed does not tell its network; the subnets that are left of it do. */
async function vpcsOf({ aws }: InfraDeps, zone: string): Promise<readonly string[]> {
  const subnets = await baselineSubnets(aws, zone);
  return [...new Set([...subnets.public, ...subnets.private].map(({ vpc }) => vpc))];
}

async function refuseUsed({ aws }: InfraDeps, { name, az }: NetworkStackSpec, vpcs: readonly string[]): Promise<void> {
  const [status, ...users] = await Promise.all([
    stackStatus(aws, name),
    ...vpcs.flatMap((vpc) => [networkUsers(aws, vpc), vpcInterfaces(aws, vpc)]),
  ]);
  const life = stackLife(status ?? "");
  const isBusy = life === "coming" || life === "changing";
  const named = [...isBusy ? [`an operation on its CloudFormation stack ${name} (${status})`] : [], ...users.flat()];
  if (named.length === 0) return;
  throw new DayError("DAY-INFRA-002", `the network of ${az} is in use by ${named.join(", ")}`);
}
