import { explainAwsError } from "../aws/aws_error.ts";
import { managedPolicy } from "../aws/managed_policy.ts";
import { networkStack, type NetworkStackSpec, networkStackSpec } from "../aws/network_stack.ts";
import { localPolicies } from "../aws/local_policies.ts";
import { pclusterOmicsAnalysis } from "../aws/pcluster_omics_analysis.ts";
import { schedulerRole, schedulerRoleSpec } from "../aws/scheduler_role.ts";
import { stackFailures } from "../aws/stack_failures.ts";
import { baselineSubnets } from "../aws/subnets.ts";
import { chooseCandidate } from "../config/choose_candidate.ts";
import type { Sourced } from "../config/config_source.ts";
import { DayError } from "../host/day_error.ts";
import { ensure, isMadeByThisRun } from "../state/ensure.ts";
import { lastFact } from "../state/facts.ts";
import { hintsFor } from "./known_signatures.ts";
import { pclusterCommand } from "./pcluster_command.ts";
import type { Plan } from "./plan.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/** What the cluster is built on. */
export type Baseline = {
  readonly public_subnet_id: Sourced;
  readonly private_subnet_id: Sourced;
  readonly policy_arn: Sourced;
  readonly stack_name: string;
  readonly stack_created: boolean;
  /** "" when there is no heartbeat, or no role for it. */
  readonly scheduler_role_arn: string;
};

/**
 * Layer 1: the network where there is none, the two policies, and the role that sends reminders. What exists stays as it is.
 *
 * @see spec/create-cluster.md 3.2 (P4)
 */
export async function ensureBaseline(
  run: Run,
  prepared: Prepared,
  selections: Selections,
  plan: Plan,
): Promise<Baseline> {
  const network = await ensureNetwork(run, selections);
  await ensureOmicsPolicy(run, selections);
  return {
    ...await chooseNetwork(run, prepared, network),
    stack_name: network.stackName,
    stack_created: network.created,
    scheduler_role_arn: await ensureSchedulerRole(run, prepared, selections, plan),
  };
}

type Candidate = { readonly value: string; readonly label: string; readonly vpc?: string };

type NetworkInPlace = {
  readonly public: readonly Candidate[];
  readonly private: readonly Candidate[];
  readonly policies: readonly string[];
  readonly stackName: string;
  readonly created: boolean;
};

type Choices = Pick<Baseline, "public_subnet_id" | "private_subnet_id" | "policy_arn">;

/** Chooses among what stands there, asking where there is more than one. */
export async function chooseNetwork(
  run: Run,
  { source }: Pick<Prepared, "source">,
  network: Pick<NetworkInPlace, "public" | "private" | "policies">,
): Promise<Choices> {
  const choose = (key: "public_subnet_id" | "private_subnet_id" | "iam_policy_arn", offered: readonly Candidate[]) =>
    run.decide(key, () => chooseCandidate(run.deps, source, key, offered));
  const publicSubnet = await choose("public_subnet_id", network.public);
  const vpc = network.public.find(({ value }) => value === publicSubnet.value)?.vpc;
  const sameVpc = network.private.filter((candidate) => candidate.vpc === vpc);
  if (sameVpc.length === 0) {
    throw new DayError("DAY-AWS-003", `no private subnet shares the VPC of ${publicSubnet.value}`);
  }
  return {
    public_subnet_id: publicSubnet,
    private_subnet_id: await choose("private_subnet_id", sameVpc),
    policy_arn: await choose("iam_policy_arn", network.policies.map((arn) => ({ value: arn, label: arn }))),
  };
}

async function ensureNetwork(run: Run, selections: Selections): Promise<NetworkInPlace> {
  const { network, tags_and_budget_arns: known } = selections;
  const { aws } = run.deps;
  const spec = await networkSpec(run, selections);
  if (network.is === "present") {
    return { ...network, policies: known, stackName: spec.name, created: false };
  }
  const seen = network.is === "absent" ? { seen: { is: "absent" as const } } : {};
  const { origin, out } = await ensure(run.walk(), networkStack, aws, spec, seen).catch((error) =>
    explainFailure(run, spec.name, error)
  );
  const policies = out?.policyArn ? [out.policyArn] : known.length > 0 ? known : await policiesOf(run);
  if (policies.length === 0) {
    const { region, profile } = run.request;
    throw new DayError("DAY-AWS-003", `stack ${spec.name} is complete, but no policy pclusterTagsAndBudget exists`, {
      fix:
        `remove the stack if nothing uses it: aws cloudformation delete-stack --stack-name ${spec.name} --region ${region} ` +
        `--profile ${profile}`,
    });
  }
  if (origin === "created" && out) {
    const label = (kind: string, id: string) => `${spec.environmentName} ${kind} (${id})`;
    return {
      public: [{ value: out.publicSubnetId, label: label("Public Subnet", out.publicSubnetId), vpc: out.vpcId }],
      private: [{ value: out.privateSubnetId, label: label("Private Subnet", out.privateSubnetId), vpc: out.vpcId }],
      policies,
      stackName: spec.name,
      created: true,
    };
  }
  return { ...await subnetsOf(run, spec.name), policies, stackName: spec.name, created: false };
}

/**
 * Whether the stack makes the account's policy is decided before its creation and then stays: on a resume the policy is there
 * because this very stack has made it. When the stack is gone again, the policy may have outlived it.
 */
async function networkSpec(run: Run, { account, tags_and_budget_arns: known }: Selections): Promise<NetworkStackSpec> {
  const az = run.request.region_az;
  const fresh = (policies: readonly string[]) => networkStackSpec({ account, az, createPolicy: policies.length === 0 });
  const intent = lastFact(run.journal.facts, "intent", ({ kind }) => kind === networkStack.kind);
  if (intent === undefined) return fresh(known);
  const spec = networkStack.spec.parse(intent.spec);
  const found = await networkStack.find(run.deps.aws, spec, "exists");
  return found.is === "absent" ? fresh(await policiesOf(run)) : spec;
}

/** Somebody else finished the stack while we waited, or its subnets went: only EC2 knows what is there. */
async function subnetsOf(run: Run, stack: string): Promise<Pick<NetworkInPlace, "public" | "private">> {
  const subnets = await baselineSubnets(run.deps.aws, run.request.region_az);
  if (subnets.public.length === 0 || subnets.private.length === 0) {
    throw new DayError(
      "DAY-AWS-003",
      `stack ${stack} is complete, but its subnets in ${run.request.region_az} are gone`,
      {
        fix: `delete the stack, then run create again: aws cloudformation delete-stack --stack-name ${stack} ` +
          `--region ${run.request.region} --profile ${run.request.profile}`,
      },
    );
  }
  const candidates = (list: typeof subnets.public) =>
    list.map(({ id, name, vpc }) => ({ value: id, label: `${name} (${id})`, vpc }));
  return { public: candidates(subnets.public), private: candidates(subnets.private) };
}

async function policiesOf(run: Run): Promise<readonly string[]> {
  return (await localPolicies(run.deps.aws)).get("pclusterTagsAndBudget") ?? [];
}

/** A stack that failed is explained by its events. */
async function explainFailure(run: Run, stack: string, error: unknown): Promise<never> {
  run.deps.signal.throwIfAborted();
  if (!(error instanceof DayError) || error.code !== "DAY-AWS-003") {
    throw explainAwsError(error, `making the network stack ${stack}`);
  }
  const failures = await stackFailures(run.deps.aws, stack).catch(() => []);
  const lines = failures.map(({ logicalId, type, reason }) => `  ${logicalId} (${type}): ${reason}`);
  const { environment } = run.deps;
  const { profile, region } = run.request;
  const command = (args: readonly string[]) => pclusterCommand({ profile, environment }, args);
  const hints = hintsFor(lines, { cluster: run.cluster, region, command });
  const fix = [...hints, error.fix].join("\n");
  throw new DayError("DAY-AWS-003", [error.message, ...lines].join("\n"), { fix, cause: error });
}

/** Accounts that own the service-linked role of Spot work without it, so that a refusal does not stop the run (D9). */
async function ensureOmicsPolicy(run: Run, { account, omics_policy_arn: arn }: Selections): Promise<void> {
  const spec = pclusterOmicsAnalysis(account);
  const seen = arn === null ? { is: "absent" as const } : { is: "ready" as const, spec, out: { arn } };
  try {
    await ensure(run.walk(), managedPolicy, run.deps.aws, spec, { seen, readBack: "later" });
  } catch (error) {
    run.deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, `making the policy ${spec.name}`);
    await run.warn({ id: "iam.pcluster_omics_analysis", message, step: "baseline" });
  }
}

/** A cluster without reminders is better than no cluster: whatever goes wrong here is a warning (decision 3.6). */
async function ensureSchedulerRole(
  run: Run,
  { settings }: Prepared,
  selections: Selections,
  plan: Plan,
): Promise<string> {
  if (settings.heartbeat_email.value === "") return "";
  if (selections.scheduler_role !== null) return selections.scheduler_role.value;
  const spec = schedulerRoleSpec(selections.account);
  const ours = isMadeByThisRun(run, schedulerRole.kind, schedulerRole.key(spec));
  if (plan.schedulerRole.is === "present" && !ours) return plan.schedulerRole.arn;
  const warn = (why: string) =>
    run.warn({ id: "heartbeat.role", message: `no reminders will be sent: ${why}`, step: "baseline" });
  if (plan.schedulerRole.is === "unknown" && !ours) {
    // There may be one, with rights that others gave it.
    await warn("you may not look whether there is a role for them; ask an administrator for iam:GetRole");
    return "";
  }
  try {
    const { out } = await ensure(run.walk(), schedulerRole, run.deps.aws, spec, { seen: { is: "absent" } });
    return out?.arn ?? "";
  } catch (error) {
    run.deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, `making the role ${spec.name}`);
    await warn(message);
    return "";
  }
}
