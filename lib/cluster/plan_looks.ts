import { managedPolicy } from "../aws/managed_policy.ts";
import { networkStack, networkStackSpec } from "../aws/network_stack.ts";
import { pclusterOmicsAnalysis } from "../aws/pcluster_omics_analysis.ts";
import type { Json, Resource } from "../aws/resource.ts";
import { schedule } from "../aws/schedule.ts";
import { schedulerRole, schedulerRoleSpec } from "../aws/scheduler_role.ts";
import type { Aws } from "../aws/session.ts";
import { scheduleSpec } from "./heartbeat.ts";
import { type PlannedDifference, plannedDifferences } from "./plan_differences.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/** What only a full look shows. */
export type FullLooks = {
  readonly network: readonly PlannedDifference[];
  readonly policy: readonly PlannedDifference[];
  readonly role: readonly PlannedDifference[];
  readonly remindersExist: boolean;
  readonly reminders: readonly PlannedDifference[];
};

export const noLooks: FullLooks = { network: [], policy: [], role: [], remindersExist: false, reminders: [] };

/**
 * Reads in full what exists, for a plan that stops. A creation does without these requests on its way to the dry run.
 *
 * @param roleArn the role for reminders, if there is one and they are wanted
 */
export async function lookInFull(
  run: Run,
  prepared: Prepared,
  selections: Selections,
  roleArn: string | undefined,
): Promise<FullLooks> {
  const { account, network, omics_policy_arn: policyArn } = selections;
  const role = schedulerRoleSpec(account);
  const isOurRole = roleArn === schedulerRole.key(role);
  const stack = networkStackSpec({ account, az: run.request.region_az, createPolicy: false });
  const reminders = roleArn === undefined ? undefined : scheduleSpec(run, prepared, account, roleArn);
  const [networkDiffers, policyDiffers, roleDiffers, remindersDiffer] = await Promise.all([
    // Which of several stacks made the account's policy is no property of the network.
    network.is === "present" ? compare(run, networkStack, stack, { createPolicy: false }) : undefined,
    policyArn === null ? undefined : compare(run, managedPolicy, pclusterOmicsAnalysis(account)),
    isOurRole ? compare(run, schedulerRole, role) : undefined,
    reminders && compare(run, schedule, reminders),
  ]);
  return {
    network: networkDiffers ?? [],
    policy: policyDiffers ?? [],
    role: roleDiffers ?? [],
    remindersExist: remindersDiffer !== undefined,
    reminders: remindersDiffer ?? [],
  };
}

/** Where it differs; nothing when it is not there, or when it cannot be read. */
async function compare<S extends { readonly [field: string]: Json }, O extends Json>(
  { deps }: Run,
  resource: Resource<Aws, S, O>,
  wanted: S,
  alike: Partial<S> = {},
): Promise<readonly PlannedDifference[] | undefined> {
  try {
    const found = await resource.find(deps.aws, wanted, "full");
    return found.is === "ready" ? plannedDifferences(wanted, { ...found.spec, ...alike }) : undefined;
  } catch (error) {
    deps.signal.throwIfAborted();
    const message = `${resource.kind} ${resource.key(wanted)} could not be read in full: ${error}`;
    deps.emit({ code: "plan.unread", level: "debug", message });
    return undefined;
  }
}
