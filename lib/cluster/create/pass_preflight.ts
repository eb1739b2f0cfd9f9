import { stableJson } from "../../host/json.ts";
import type { Caller } from "../../preflight/identity_gate.ts";
import { type Findings, preflight, type PreflightOutcome } from "../../preflight/preflight.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";

/** Takes the run through preflight and writes its report, passed or not. */
export async function judge(
  run: Creation,
  { source, settings }: Prepared,
  onCaller?: (caller: Caller) => Promise<void>,
): Promise<PreflightOutcome> {
  const { deps, request, subject, id } = run;
  const outcome = await preflight(deps, {
    runId: id,
    regionAz: request.region_az,
    region: request.region,
    profile: request.profile,
    passOnWarn: request.pass_on_warn,
    source,
    settings,
    sshCidr: request.ssh_cidr,
    wantsDeadline: Boolean(request.ttl),
    hasImage: Boolean(request.image),
  }, onCaller);
  const name = `preflight_${subject || "unnamed"}_${id}.json`;
  await run.artifacts.rewrite("preflight_report", name, stableJson(outcome.report));
  await run.journal.record({ fact: "decided", key: "gates", value: outcome.gates });
  return outcome;
}

/**
 * What the nine gates learned, once they have been passed. What a resume finds recorded is not judged again.
 *
 * @param onCaller is told who calls, once that is known
 * @throws the error with which preflight stopped
 */
export async function passPreflight(
  run: Creation,
  prepared: Prepared,
  onCaller: (caller: Caller) => Promise<void>,
): Promise<Findings> {
  return await run.decide("findings", async () => {
    const outcome = await judge(run, prepared, onCaller);
    if (!outcome.passed) throw outcome.error;
    await run.journal.record({ fact: "preflight_passed" });
    return outcome.findings;
  });
}
