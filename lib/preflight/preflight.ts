import type { Sourced } from "../config/file/config_source.ts";
import { advice } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { gates, type GateTitle } from "../names/gates.ts";
import { bucketGate } from "./bucket_gate.ts";
import type { Check, PreflightReport } from "./check.ts";
import { configGate } from "./config_gate.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { type AccountPolicies, iamGate } from "./iam_gate.ts";
import { type Caller, identityGate } from "./identity_gate.ts";
import { keyPairGate } from "./key_pair_gate.ts";
import type { Network } from "./judge_network.ts";
import { networkGate } from "./network_gate.ts";
import { type AccountNotes, quotaGate } from "./quota_gate.ts";
import { type BootFiles, referenceGate } from "./reference_gate.ts";
import { type Toolchain, toolchainGate } from "./toolchain_gate.ts";

export type { PreflightDeps, PreflightRequest };

/** What the gates learned and decided, for all that follows; plain JSON, so that a journal can keep it. */
export type Findings = Caller & AccountPolicies & AccountNotes & BootFiles & {
  readonly toolchain: Toolchain;
  /** Bare name. */
  readonly bucket: Sourced;
  readonly keyName: Sourced;
  readonly pemPath: string;
  readonly network: Network;
  /** Ids of the checks whose warning a person accepted. */
  readonly acknowledged: readonly string[];
};

/** When a gate was entered and left, ISO 8601 in UTC; the last one may have stopped the walk. */
export type GateTime = { readonly title: GateTitle; readonly begun: string; readonly ended: string };

export type PreflightOutcome =
  & { readonly report: PreflightReport; readonly gates: readonly GateTime[] }
  & ({ readonly passed: true; readonly findings: Findings } | { readonly passed: false; readonly error: DayError });

/**
 * Everything that can be judged before money flows: nine gates, one after another, changing nothing. The first gate that fails, or
 * that warns without `--pass-on-warn`, ends the walk; the report holds the checks up to there. Whoever calls writes it to disk.
 *
 * The error is `DAY-PRE-001` (exit 4) for the programs, that of the question when a question ended the walk, else `DAY-PRE-002`.
 *
 * @param onCaller is told who calls as soon as that is known; what it throws ends the walk without a verdict
 * @throws the reason of an interruption, and what `onCaller` throws
 */
export async function preflight(
  deps: PreflightDeps,
  request: PreflightRequest,
  onCaller: (caller: Caller) => Promise<void> = () => Promise.resolve(),
): Promise<PreflightOutcome> {
  const walk = new Walk(deps, request);
  let caller: Caller | undefined;
  try {
    const toolchain = await walk.through("programs", () => toolchainGate(deps), "DAY-PRE-001");
    caller = await walk.through("identity", () => identityGate(deps, toolchain.pcluster));
    await onCaller(caller);
    const { callerArn } = caller;
    const policies = await walk.through("permissions", () => iamGate(deps, request, callerArn));
    const { shape } = await walk.through("configuration", () => configGate(deps, request));
    const notes = await walk.through("quotas", () => quotaGate(deps, request));
    const bucket = await walk.through("bucket", () => bucketGate(deps, request));
    const bootFiles = await walk.through("reference data", () => referenceGate(deps, request, toolchain, bucket.value));
    const keyPair = await walk.through("key pair", () => keyPairGate(deps, request));
    const before = { policyArns: policies.tagsAndBudgetArns, shape };
    const network = await walk.through("network", () => networkGate(deps, request, before));
    const { acknowledged } = walk;
    const findings = {
      ...caller,
      ...policies,
      ...notes,
      toolchain,
      bucket,
      ...bootFiles,
      ...keyPair,
      network,
      acknowledged,
    };
    return { passed: true, report: reportOf(request, caller, walk.checks), gates: walk.gates, findings };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { passed: false, report: reportOf(request, caller, walk.checks), gates: walk.gates, error: error.reason };
  }
}

function reportOf(request: PreflightRequest, caller: Caller | undefined, checks: readonly Check[]): PreflightReport {
  return {
    run_id: request.runId,
    cluster_name: request.settings.cluster_name.value || null,
    region: request.region,
    region_az: request.regionAz,
    aws_profile: request.profile,
    account_id: caller?.account ?? "",
    caller_arn: caller?.callerArn ?? "",
    checks: checks.map(({ commands: _, ...row }) => row),
  };
}

/** Ends the walk; never seen outside of it. */
class Stop extends Error {
  constructor(readonly reason: DayError) {
    super(reason.message);
  }
}

/** Gathers verdicts gate by gate, in the order of the list, and ends at the first one that may not be passed. */
class Walk {
  readonly checks: Check[] = [];
  readonly acknowledged: string[] = [];
  readonly gates: GateTime[] = [];
  private begun = 0;

  constructor(private readonly deps: PreflightDeps, private readonly request: PreflightRequest) {}

  async through<T>(
    title: GateTitle,
    judge: () => Promise<Gate<T>>,
    code: "DAY-PRE-001" | "DAY-PRE-002" = "DAY-PRE-002",
  ): Promise<T> {
    const next = gates[this.begun++]?.title;
    if (title !== next) throw new Error(`the gate ${title} stands where the list has ${next}`);
    const now = () => this.deps.clock.now().toISOString();
    const begun = now();
    const { checks, acknowledged = [], found, error } = await judge();
    this.gates.push({ title, begun, ended: now() });
    // An interruption makes reads, programs and questions fail; that is the fault of no check.
    this.deps.signal?.throwIfAborted();
    this.checks.push(...checks);
    this.acknowledged.push(...acknowledged);
    for (const check of checks) this.announce(check);
    const against = checks.filter(({ id, status }) =>
      status === "FAIL" || status === "WARN" && !this.request.passOnWarn && !acknowledged.includes(id)
    );
    if (against.length > 0 || error !== undefined) throw new Stop(error ?? stopped(code, against));
    if (found === undefined) throw new Error("a gate passed without saying what it found");
    return found;
  }

  private announce({ id, status, details, remediation, commands }: Check): void {
    const level = ({ PASS: "info", WARN: "warn", FAIL: "error" } as const)[status];
    const reason = typeof details.note === "string" ? [details.note] : [];
    const message = [`${status} ${id}`, ...reason, ...(remediation === "" ? [] : [remediation])].join(": ");
    this.deps.emit({ code: "preflight.check", level, message, commands, data: { id, status } });
  }
}

/** Names each check with what it found and what it wanted; checks that say the same share their words. */
function stopped(code: "DAY-PRE-001" | "DAY-PRE-002", against: readonly Check[]): DayError {
  const byNote = Map.groupBy(against, ({ details }) => String(details.note));
  const reasons = [...byNote].map(([note, checks]) =>
    `${checks.map(({ id, status }) => `${id} (${status})`).join(", ")}: ${note}`
  );
  const onlyWarnings = against.every(({ status }) => status === "WARN");
  const commands = against.flatMap((check) => check.commands);
  const remedies = { text: [...new Set(against.map(({ remediation }) => remediation))].join("; "), commands };
  return new DayError(code, `Preflight stopped at ${reasons.join("; ")}`, {
    fix: onlyWarnings ? advice`${remedies}; or accept the warnings with --pass-on-warn` : remedies,
    details: { checks: against.map(({ id, status }) => ({ id, status })) },
  });
}
