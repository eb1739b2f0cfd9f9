import type { Sourced } from "../config/config_source.ts";
import { preflight, type PreflightOutcome } from "../preflight/preflight.ts";
import { stableJson } from "../host/json.ts";
import type { Network } from "../preflight/network_gate.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";

/** What the nine gates learned and a person chose, in the form in which the journal keeps it. */
export type Selections = {
  readonly account: string;
  readonly caller_arn: string;
  readonly user_name: string;
  /** Full paths. */
  readonly pcluster: string;
  readonly references: string;
  /** `PATH` of these two. */
  readonly search_path: string;
  /** What speaks against this `pcluster` and was accepted; null when nothing does. */
  readonly pcluster_warning: string | null;
  readonly bucket: Sourced;
  readonly key_name: Sourced;
  readonly pem_path: string;
  readonly network: Network;
  /** Null while the account has no policy `pcluster-omics-analysis`. */
  readonly omics_policy_arn: string | null;
  readonly tags_and_budget_arns: readonly string[];
  /** The scheduler role that the configuration or the environment names. */
  readonly scheduler_role: Sourced | null;
};

/** Takes the run through preflight and writes its report, passed or not. */
export async function judge(run: Run, { source, settings }: Prepared): Promise<PreflightOutcome> {
  const { deps, request } = run;
  const outcome = await preflight(deps, {
    runId: run.runId,
    regionAz: request.region_az,
    region: request.region,
    profile: request.profile,
    passOnWarn: request.pass_on_warn,
    source,
    settings,
    sshCidr: request.ssh_cidr,
  });
  const name = `preflight_${run.cluster || "unnamed"}_${run.runId}.json`;
  await run.artifacts.rewrite("preflight_report", name, stableJson(outcome.report));
  return outcome;
}

/**
 * What the nine gates learned, once they have been passed. What a resume finds recorded is not judged again.
 *
 * @throws the error with which preflight stopped
 */
export async function passPreflight(run: Run, prepared: Prepared): Promise<Selections> {
  return await run.decide("selections", async () => {
    const outcome = await judge(run, prepared);
    if (!outcome.passed) throw outcome.error;
    const { findings } = outcome;
    await run.journal.record({ fact: "caller", account: findings.account, arn: findings.callerArn });
    await run.journal.record({ fact: "preflight_passed" });
    return {
      account: findings.account,
      caller_arn: findings.callerArn,
      user_name: findings.userName,
      pcluster: findings.toolchain.pcluster,
      references: findings.toolchain.references,
      search_path: findings.toolchain.searchPath,
      pcluster_warning: findings.toolchain.warning ?? null,
      bucket: findings.bucket,
      key_name: findings.keyName,
      pem_path: findings.pemPath,
      network: findings.network,
      omics_policy_arn: findings.omicsAnalysisArn ?? null,
      tags_and_budget_arns: findings.tagsAndBudgetArns,
      scheduler_role: findings.schedulerRole ?? null,
    };
  });
}
