import { shellWord } from "../text/shell_word.ts";
import { type Advice, advice, command } from "../host/errors/advice.ts";
import { appliedQuota, defaultQuota, defaultQuotaActions, quotaActions } from "../aws/questions/quotas.ts";
import { explainAwsError } from "../aws/aws_error.ts";
import type { Aws } from "../aws/session.ts";
import type { Settings } from "../config/settings/resolve_settings.ts";
import { DayError } from "../host/errors/day_error.ts";
import { asked } from "./ask.ts";
import type { Check } from "./check.ts";
import { costTagsCheck } from "./cost_tags_check.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { fail, failLook, pass, warn } from "./verdict.ts";

/** What people should know of the account; null where there is nothing. */
export type AccountNotes = { readonly costTagsNote: string | null };

type QuotaRule = {
  readonly id: string;
  readonly service: string;
  readonly code: string;
  readonly name: string;
  readonly recommended: number;
};

const spotCode = "L-34B43A08";

/** In the order of the report, with the values that are recommended. */
const rules: readonly QuotaRule[] = [
  rule("quota.ondemand_vcpu", "ec2", "L-1216C47A", "On-Demand standard vCPUs", 20),
  rule("quota.spot_vcpu", "ec2", spotCode, "Spot standard vCPUs", 192),
  rule("quota.vpcs", "vpc", "L-F678F1CE", "VPCs", 5),
  rule("quota.elastic_ips", "ec2", "L-0263D0A3", "Elastic IPs", 5),
  rule("quota.nat_gateways", "vpc", "L-FE5A380F", "NAT gateways", 5),
  rule("quota.internet_gateways", "vpc", "L-A4707A72", "Internet gateways", 5),
];

function rule(id: string, service: string, code: string, name: string, recommended: number): QuotaRule {
  return { id, service, code, name, recommended };
}

/** A quota and what is known of it: a number of its own, or AWS's default where none was ever applied. */
type Looked = { readonly rule: QuotaRule } & Limit;

type Limit =
  | { readonly is: "known"; readonly value: number; readonly applied: boolean }
  /** Neither applied nor a default that AWS names: nobody knows, and nobody can correct it. */
  | { readonly is: "unnamed"; readonly why: string }
  | { readonly is: "unread"; readonly error: unknown };

/**
 * Gate 5: the account's limits, and whether its bills know the tags of budgets. Only the limits are compared, never what is in use.
 *
 * A limit that cannot be read fails, also under `--pass-on-warn`; one that the account does not have is AWS's default, or a
 * warning. A spot limit that the cluster could use up needs a person's consent, and is judged against the recommendation all the
 * same.
 */
export async function quotaGate(deps: PreflightDeps, request: PreflightRequest): Promise<Gate<AccountNotes>> {
  const [tags, ...limits] = await Promise.all([
    costTagsCheck(deps),
    ...rules.map((rule) => limitOf(deps.aws, rule)),
  ]);
  const verdicts: Verdict[] = [];
  for (const [index, rule] of rules.entries()) {
    const looked = { rule, ...limits[index] };
    verdicts.push(
      rule.code === spotCode ? await spotVerdict(deps, request, looked) : { check: limitCheck(deps, looked) },
    );
  }
  return {
    checks: [...verdicts.map(({ check }) => check), tags],
    acknowledged: verdicts.filter(({ accepted }) => accepted).map(({ check }) => check.id),
    found: { costTagsNote: typeof tags.details.note === "string" ? tags.details.note : null },
    error: verdicts.find(({ error }) => error !== undefined)?.error,
  };
}

async function limitOf(aws: Aws, rule: QuotaRule): Promise<Limit> {
  try {
    const applied = await appliedQuota(aws, rule);
    if (applied !== undefined) return { is: "known", value: applied, applied: true };
  } catch (error) {
    return { is: "unread", error };
  }
  const nothing = `${rule.name}: AWS reports no quota of this account`;
  try {
    const usual = await defaultQuota(aws, rule);
    return usual === undefined
      ? { is: "unnamed", why: `${nothing} and no default quota` }
      : { is: "known", value: usual, applied: false };
  } catch (error) {
    const { message } = explainAwsError(error, "reading AWS's default", defaultQuotaActions);
    return { is: "unnamed", why: `${nothing}. ${message}` };
  }
}

/** `accepted`: nothing but the demand speaks against this limit, and a person has agreed to it. */
type Verdict = { readonly check: Check; readonly accepted?: boolean; readonly error?: DayError };

async function spotVerdict(deps: PreflightDeps, request: PreflightRequest, looked: Looked): Promise<Verdict> {
  const demand = spotDemand(request.settings);
  const { rule } = looked;
  if (looked.is !== "known" || demand.tot_vcpu < looked.value) {
    return { check: limitCheck(deps, looked, { ...demand, acknowledged: false }) };
  }
  const remedy = remediation(rule, demand.tot_vcpu + 1);
  const message = `The cluster may start ${demand.tot_vcpu} spot vCPUs, ` +
    `but this account's limit in ${request.region} is ${looked.value}. ` +
    "Press Enter to continue nevertheless, or type anything to stop";
  const consent = await asked(() => deps.prompter.consent({ id: rule.id, message, yes: "" }), remedy);
  if ("answer" in consent && consent.answer) return consented(deps, looked, demand);
  const error = "error" in consent
    ? consent.error
    : new DayError("DAY-PROMPT-003", `Spot limit ${looked.value} does not cover ${demand.tot_vcpu} vCPUs`, {
      fix: remedy,
    });
  const details = { ...limitDetails(looked, "FAIL"), ...demand, acknowledged: false, note: error.message };
  return { check: fail(rule.id, details, remedy), error };
}

function consented(deps: Where, looked: Looked, demand: SpotDemand): Verdict {
  const judged = limitCheck(deps, looked, { ...demand, acknowledged: true });
  if (judged.status !== "PASS") return { check: judged };
  const details = { ...judged.details, evaluation: "WARN", note: "the user accepted that the limit may be reached" };
  return { check: warn(judged.id, details, remediation(looked.rule, demand.tot_vcpu + 1)), accepted: true };
}

/** The place that commands in a remedy name. */
type Where = Pick<PreflightDeps, "aws">;

function limitCheck({ aws }: Where, looked: Looked, more: Check["details"] = {}): Check {
  const { rule } = looked;
  if (looked.is === "unread") {
    const doing = `reading the quota ${rule.name} (${rule.code})`;
    const details = { ...limitDetails(looked, "FAIL"), ...more };
    return failLook(rule.id, { error: looked.error, doing, actions: quotaActions }, details);
  }
  if (looked.is === "unnamed") {
    const details = { ...limitDetails(looked, "WARN"), ...more, note: looked.why };
    return warn(rule.id, details, lookAgain(rule, aws));
  }
  if (looked.value >= rule.recommended) return pass(rule.id, { ...limitDetails(looked, "PASS"), ...more });
  const whose = looked.applied ? "" : " (AWS's default)";
  const note = `${rule.name} is ${looked.value}${whose}, wanted ${rule.recommended} or more`;
  return warn(rule.id, { ...limitDetails(looked, "WARN"), ...more, note }, remediation(rule));
}

function limitDetails(looked: Looked, evaluation: Check["status"]): Check["details"] {
  const { rule } = looked;
  return {
    quota_code: rule.code,
    service_code: rule.service,
    current_value: looked.is === "known" ? looked.value : null,
    ...(looked.is === "known" && !looked.applied ? { source: "AWS default" } : {}),
    recommended_min: rule.recommended,
    evaluation,
  };
}

function lookAgain({ service, code }: QuotaRule, { region, profile }: Aws): Advice {
  const look = `aws service-quotas get-aws-default-service-quota --service-code ${service} ` +
    `--quota-code ${code} --region ${region} --profile ${shellWord(profile)}`;
  return advice`look at it with: ${command(look)}`;
}

function remediation({ name, service, code, recommended }: QuotaRule, needed = 0): string {
  return `request a higher limit for ${name} (at least ${
    Math.max(recommended, needed)
  }) in the Service Quotas console: ` +
    `service ${service}, quota ${code}`;
}

type SpotDemand = { readonly tot_vcpu: number; readonly potential_vcpu: number };

/**
 * vCPUs by the legacy formula, which counts one compute resource per size, and what the production template can really start:
 * it has two, three and three of them.
 */
export function spotDemand(settings: Settings): SpotDemand {
  const small = Number(settings.max_count_8I.value) * 8;
  const medium = Number(settings.max_count_128I.value) * 128;
  const large = Number(settings.max_count_192I.value) * 192;
  return { tot_vcpu: small + medium + large, potential_vcpu: 2 * small + 3 * medium + 3 * large };
}
