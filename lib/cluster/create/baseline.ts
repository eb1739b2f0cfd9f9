import type { CreateRequest } from "../create_request.ts";
import { explainAwsError } from "../../aws/aws_error.ts";
import { networkStackFrom } from "../../aws/resources/network_stack.ts";
import { failureLines } from "../../aws/questions/stack_failures.ts";
import { baselineSubnets } from "../../aws/questions/subnets.ts";
import { readNetworkTemplate } from "../../config/file/network_template.ts";
import { type Advice, advice, command, joined } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { ensureAll } from "../../state/walks/ensure_all.ts";
import { chooseNetwork, type NetworkChoice, type NetworkInPlace } from "./choose_network.ts";
import type { Creation } from "../create_deps.ts";
import { hintsFor } from "../pcluster/known_signatures.ts";
import { networkSpec, tagsAndBudgetPolicies } from "../wanted/network_spec.ts";
import { pclusterCommand } from "../pcluster/pcluster_command.ts";
import type { Prepared } from "../prepare.ts";
import type { Survey } from "../plan/survey.ts";
import { wantedOmicsPolicy, wantedSchedulerRole } from "../wanted/baseline_wanted.ts";
import { shellWord } from "../../text/shell_word.ts";

/** What the cluster is built on. */
export type Baseline = NetworkChoice & {
  readonly stackName: string;
  readonly stackCreated: boolean;
  /** "" when there is no heartbeat, or no role for it. */
  readonly schedulerRoleArn: string;
};

/**
 * Layer 1: the network where there is none, the two policies, and the role that sends heartbeats. What exists stays as it is.
 */
export async function ensureBaseline(
  run: Creation,
  prepared: Prepared,
  findings: Findings,
  survey: Survey,
): Promise<Baseline> {
  const network = await ensureNetwork(run, findings);
  const policy = wantedOmicsPolicy(run.deps, findings.account, findings.omicsAnalysisArn);
  await ensureAll(run.walk(), [policy], { readBack: "later", warn: run.warn });
  return {
    ...await chooseNetwork(run, prepared, network),
    stackName: network.stackName,
    stackCreated: network.created,
    schedulerRoleArn: await ensureSchedulerRole(run, prepared, findings, survey),
  };
}

type EnsuredNetwork = NetworkInPlace & { readonly stackName: string; readonly created: boolean };

async function ensureNetwork(run: Creation, findings: Findings): Promise<EnsuredNetwork> {
  const { network, tagsAndBudgetArns: known } = findings;
  const spec = await networkSpec(run, findings);
  if (network.is === "present") return { ...network, policies: known, stackName: spec.name, created: false };
  const seen = network.is === "absent" ? { is: "absent" as const } : undefined;
  // A resume sends what was sent, whatever became of the file.
  const template = await run.decide("network_template", () => readNetworkTemplate(run.deps));
  const { origin, out } = await run.ensure(networkStackFrom(template), run.deps, spec, { seen }).catch((error) =>
    explainFailure(run, spec.name, error)
  );
  const policies = out?.policyArn
    ? [out.policyArn]
    : known.length > 0
    ? known
    : await tagsAndBudgetPolicies(run.deps.aws);
  if (policies.length === 0) throw missingPolicy(run, spec.name);
  const place = { policies, stackName: spec.name };
  if (origin === "created" && out) {
    const label = (kind: string, id: string) => `${spec.environmentName} ${kind} (${id})`;
    return {
      ...place,
      public: [{ value: out.publicSubnetId, label: label("Public Subnet", out.publicSubnetId), vpc: out.vpcId }],
      private: [{ value: out.privateSubnetId, label: label("Private Subnet", out.privateSubnetId), vpc: out.vpcId }],
      created: true,
    };
  }
  return { ...await subnetsOf(run, spec.name), ...place, created: false };
}

function missingPolicy({ request }: Creation, stack: string): DayError {
  return new DayError(
    "DAY-AWS-003",
    `stack ${stack} is complete, but the IAM policy pclusterTagsAndBudget does not exist`,
    {
      fix: advice`if nothing uses the stack, delete it: ${deleteStack(request, stack)}`,
    },
  );
}

function deleteStack({ region, profile }: CreateRequest, stack: string): Advice {
  const place = `--region ${region} --profile ${shellWord(profile)}`;
  return command(`aws cloudformation delete-stack --stack-name ${stack} ${place}`);
}

/** Somebody else finished the stack while we waited, or its subnets went: only EC2 knows what is there. */
async function subnetsOf(run: Creation, stack: string): Promise<Pick<NetworkInPlace, "public" | "private">> {
  const zone = run.request.region_az;
  const subnets = await baselineSubnets(run.deps.aws, zone);
  if (subnets.public.length === 0 || subnets.private.length === 0) {
    throw new DayError("DAY-AWS-003", `stack ${stack} is complete, but its subnets in ${zone} no longer exist`, {
      fix: advice`delete the stack, then run create again: ${deleteStack(run.request, stack)}`,
    });
  }
  const candidates = (list: typeof subnets.public) =>
    list.map(({ id, name, vpc }) => ({ value: id, label: `${name} (${id})`, vpc }));
  return { public: candidates(subnets.public), private: candidates(subnets.private) };
}

/** A stack that failed is explained by its events. */
async function explainFailure(run: Creation, stack: string, error: unknown): Promise<never> {
  run.deps.signal.throwIfAborted();
  if (!(error instanceof DayError) || error.code !== "DAY-AWS-003") {
    throw explainAwsError(error, `creating the network stack ${stack}`);
  }
  const lines = await failureLines(run.deps.aws, stack).catch(() => []);
  const { environment } = run.deps;
  const { profile, region } = run.request;
  const hints = hintsFor(lines, {
    cluster: run.subject,
    region,
    command: (args) => pclusterCommand({ profile, environment }, args),
  });
  const fix = joined([...hints, error.advice], "\n");
  throw new DayError("DAY-AWS-003", [error.message, ...lines].join("\n"), { fix, cause: error });
}

/** A cluster without heartbeat is better than no cluster: whatever goes wrong here is a warning. */
async function ensureSchedulerRole(
  run: Creation,
  { settings }: Prepared,
  { account, schedulerRole: supplied }: Findings,
  { schedulerRole: look }: Survey,
): Promise<string> {
  if (settings.heartbeat_email.value === "") return "";
  if (supplied !== null) return supplied.value;
  const role = wantedSchedulerRole(run.deps, account, look);
  if (role !== undefined) {
    const { of } = await ensureAll(run.walk(), [role], { warn: run.warn });
    return of(role)?.out?.arn ?? "";
  }
  if (look.is === "present") return look.arn;
  // There may be one, with rights that others gave it.
  await run.warn({
    id: "heartbeat.role",
    step: "baseline",
    message: "no heartbeat mails will be sent, because their IAM role could not be looked up; " +
      "ask an administrator for iam:GetRole",
  });
  return "";
}
