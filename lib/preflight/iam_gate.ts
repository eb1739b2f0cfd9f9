import {
  type Attached,
  attachedPolicies,
  attachedPolicyActions,
  type PolicyHolder,
} from "../aws/questions/attached_policies.ts";
import { type Principal, principalOf } from "../aws/questions/identity.ts";
import { expiryRoleName, makeExpiryRole } from "../names/expiry_names.ts";
import { isRoleArn } from "../names/is_role_arn.ts";
import { type LocalPolicies, localPolicies, localPolicyActions } from "../aws/questions/local_policies.ts";
import { roleArn, roleArnActions } from "../aws/questions/role_arn.ts";
import type { Sourced } from "../config/file/config_source.ts";
import { type Advice, adviceOf, command, joined } from "../host/errors/advice.ts";
import type { Aws } from "../aws/session.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Prompter } from "../host/prompter.ts";
import { asked } from "./ask.ts";
import type { Check } from "./check.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { suppliedSchedulerRole } from "./scheduler_role.ts";
import { shellWord } from "../text/shell_word.ts";
import { fail, failLook, pass, warn } from "./verdict.ts";

/** What the account has already; null where there is nothing. */
export type AccountPolicies = {
  readonly omicsAnalysisArn: string | null;
  /** Policies named `pclusterTagsAndBudget`, in the order of the service. */
  readonly tagsAndBudgetArns: readonly string[];
  /** Through whom the caller has the two policies that he needs. */
  readonly policyHolders: readonly PolicyHolder[];
  /** The scheduler role that a person named, known to exist. */
  readonly schedulerRole: Sourced | null;
  /** The role that deletes clusters whose time is over; null where no deadline is wanted. */
  readonly expiryRoleArn: string | null;
};

/**
 * Gate 3: what the caller and the account have in IAM. Looks only; what is missing is made after the last gate.
 *
 * The one list of policies read here also answers the question of gate 9.
 */
export async function iamGate(
  deps: PreflightDeps,
  request: PreflightRequest,
  callerArn: string,
): Promise<Gate<AccountPolicies>> {
  const principal = principalOf(callerArn);
  const supplied = suppliedSchedulerRole(request.source, request.settings, deps.environment);
  const [attached, policies, role, expiry] = await Promise.allSettled([
    attachedPolicies(deps.aws, principal, requiredPolicies(request.region).map(({ name }) => name)),
    localPolicies(deps.aws),
    supplied === undefined ? [] : schedulerRoleCheck(deps, supplied),
    request.wantsDeadline ? expiryRoleCheck(deps) : { checks: [], arn: null },
  ]);
  if (role.status === "rejected") throw role.reason;
  if (expiry.status === "rejected") throw expiry.reason;
  const { checks, ...answer } = await attachmentVerdict(deps, request, callerArn, attached);
  const gate = { checks: [...checks, omicsAnalysisCheck(policies), ...role.value, ...expiry.value.checks], ...answer };
  if (policies.status === "rejected") return gate;
  return {
    ...gate,
    found: {
      omicsAnalysisArn: policies.value.get("pcluster-omics-analysis")?.[0] ?? null,
      tagsAndBudgetArns: policies.value.get("pclusterTagsAndBudget") ?? [],
      policyHolders: attached.status === "fulfilled" ? attached.value.holders : [],
      schedulerRole: supplied ?? null,
      expiryRoleArn: expiry.value.arn,
    },
  };
}

type RequiredPolicy = {
  readonly id: string;
  readonly name: string;
  readonly scope: "global" | "region";
  /** Where it counts, if not everywhere. */
  readonly region?: string;
};

function requiredPolicies(region: string): readonly RequiredPolicy[] {
  return [
    { id: "iam.policy.global", name: "DaylilyGlobalEClusterPolicy", scope: "global" },
    { id: "iam.policy.regional", name: `DaylilyRegionalEClusterPolicy-${region}`, scope: "region", region },
  ];
}

/** Whether the caller has the two policies, without asking a person what to do about one that lacks. */
export async function ownPolicyChecks(aws: Aws, region: string, callerArn: string): Promise<readonly Check[]> {
  const names = requiredPolicies(region).map(({ name }) => name);
  const [attached] = await Promise.allSettled([attachedPolicies(aws, principalOf(callerArn), names)]);
  const nobody = { consent: () => Promise.resolve(false) };
  return (await attachmentVerdict({ prompter: nobody }, { region }, callerArn, attached)).checks;
}

async function attachmentVerdict(
  deps: { readonly prompter: Pick<Prompter, "consent"> },
  { region }: Pick<PreflightRequest, "region">,
  callerArn: string,
  attached: PromiseSettledResult<Attached>,
): Promise<Gate<never>> {
  const principal = principalOf(callerArn);
  const required = requiredPolicies(region);
  if (attached.status === "rejected") {
    const doing = `reading the policies attached to ${nameOf(principal)}`;
    const look = { error: attached.reason, doing, actions: attachedPolicyActions };
    return { checks: required.map(({ id, name }) => failLook(id, look, { policy: name })) };
  }
  const { names, unreadable } = attached.value;
  const missing = required.filter(({ name }) => !names.has(name));
  const ask = { id: "iam.missing_policies", message: question(callerArn, missing), yes: "1" as const };
  const remedies = joined(missing.map((policy) => remediation(callerArn, policy)), "; ");
  const consent = missing.length === 0 ? { answer: true } : await asked(() => deps.prompter.consent(ask), remedies);
  const accepted = "answer" in consent && consent.answer;
  const checks = required.map((policy) => {
    const details = { policy: policy.name, principal: nameOf(principal) };
    if (!missing.includes(policy)) return pass(policy.id, details);
    const unseen = unreadable.length === 0 ? "" : `; not allowed: ${unreadable.join(", ")}`;
    const seen = { ...details, note: `${nameOf(principal)} seems to lack ${policy.name}${unseen}` };
    const remedy = remediation(callerArn, policy);
    return accepted
      ? warn(policy.id, { ...seen, acknowledged: true }, remedy)
      : fail(policy.id, { ...seen, acknowledged: false }, remedy);
  });
  if (accepted) return { checks, acknowledged: missing.map(({ id }) => id) };
  return { checks, error: "error" in consent ? consent.error : declined(principal, missing, remedies) };
}

function question(callerArn: string, missing: readonly RequiredPolicy[]): string {
  return [
    `Policies that ${nameOf(principalOf(callerArn))} seems to lack:`,
    ...missing.map(({ name, scope }) => `  ${name} (${scope})`),
    "An administrator attaches them with:",
    ...missing.map((policy) => `  ${remediation(callerArn, policy).text}`),
    "Type 1 to continue nevertheless, anything else to stop:",
  ].join("\n");
}

function declined(principal: Principal, missing: readonly RequiredPolicy[], fix: Advice): DayError {
  const names = missing.map(({ name }) => name).join(" and ");
  return new DayError("DAY-PROMPT-003", `Stopped, because ${nameOf(principal)} lacks ${names}`, { fix });
}

/** A command for an administrator, who has a profile of their own. A user gets all that belongs to the policy. */
function remediation(callerArn: string, policy: RequiredPolicy): Advice {
  const { is, name } = principalOf(callerArn);
  if (is === "user") {
    const user = shellWord(name);
    return policy.region === undefined
      ? command(`deno task infra bootstrap-account --user ${user}`)
      : command(`deno task infra bootstrap-region --user ${user} --region ${policy.region}`);
  }
  if (is === "other") return adviceOf(`attach the policy ${policy.name} to the user or role that runs dayctl`);
  const [, partition, , , account] = callerArn.split(":");
  const arn = `arn:${partition}:iam::${account}:policy/${policy.name}`;
  return command(`aws iam attach-role-policy --role-name ${shellWord(name)} --policy-arn ${arn}`);
}

function nameOf({ is, name }: Principal): string {
  return is === "other" ? name : `${is} ${name}`;
}

function omicsAnalysisCheck(policies: PromiseSettledResult<LocalPolicies>): Check {
  const id = "iam.pcluster_omics_analysis";
  const name = "pcluster-omics-analysis";
  if (policies.status === "rejected") {
    const doing = "listing the managed policies of this account";
    return failLook(id, { error: policies.reason, doing, actions: localPolicyActions }, { policy: name });
  }
  const arn = policies.value.get(name)?.[0];
  return pass(id, arn === undefined ? { policy: name, action: "create" } : { policy: name, arn });
}

/** Without the role nothing would ever happen at the deadline. */
async function expiryRoleCheck(
  { aws }: PreflightDeps,
): Promise<{ readonly checks: readonly Check[]; readonly arn: string | null }> {
  const id = "iam.expiry_role";
  const details = { role: expiryRoleName };
  try {
    const arn = await roleArn(aws, expiryRoleName);
    if (arn !== undefined) return { checks: [pass(id, { ...details, role_arn: arn })], arn };
    const note = `the IAM role ${expiryRoleName}, which deletes clusters at their deadline, does not exist`;
    return { checks: [fail(id, { ...details, note }, makeExpiryRole)], arn: null };
  } catch (error) {
    const doing = `looking for the role ${expiryRoleName}`;
    return { checks: [failLook(id, { error, doing, actions: roleArnActions }, details)], arn: null };
  }
}

async function schedulerRoleCheck(deps: PreflightDeps, { value: arn, origin }: Sourced): Promise<Check[]> {
  const id = "iam.scheduler_role";
  const details = { role_arn: arn, origin };
  const fix = "correct heartbeat_scheduler_role_arn, or remove it so that the run finds or creates the role";
  if (!isRoleArn(arn)) return [fail(id, { ...details, note: "not the ARN of an IAM role" }, fix)];
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  try {
    const actual = await roleArn(deps.aws, name);
    if (actual === arn) return [pass(id, details)];
    const note = actual === undefined ? "the role does not exist" : `the role of this name is ${actual}`;
    return [fail(id, { ...details, note }, fix)];
  } catch (error) {
    const doing = `looking for the scheduler role ${name}`;
    return [failLook(id, { error, doing, actions: roleArnActions }, details)];
  }
}
