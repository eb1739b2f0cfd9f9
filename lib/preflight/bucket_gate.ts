import { bucketActions, bucketsIn, type LocatedBuckets } from "../aws/questions/buckets.ts";
import { chooseCandidate } from "../config/settings/choose_candidate.ts";
import type { Sourced } from "../config/file/config_source.ts";
import { asked } from "./ask.ts";
import type { Check } from "./check.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { fail, failLook, pass } from "./verdict.ts";

const id = "s3.bucket_select";
const marker = "omics-analysis";

/**
 * Gate 6: the reference bucket, one of those in the region whose name contains `omics-analysis`. Found: its bare name.
 */
export async function bucketGate(deps: PreflightDeps, request: PreflightRequest): Promise<Gate<Sourced>> {
  const { region } = request;
  const { names, check: candidatesCheck } = await referenceBuckets(deps, region);
  if (candidatesCheck.status !== "PASS") return { checks: [candidatesCheck] };
  const { details } = candidatesCheck;
  const candidates = names.map((name) => ({ value: name, label: `${name} (${region})` }));
  const choice = await asked(
    () => chooseCandidate(deps, request.source, "s3_bucket_name", candidates),
  );
  if ("error" in choice) {
    return { checks: [fail(id, { ...details, note: choice.error.message }, choice.error.advice)], error: choice.error };
  }
  const { value: bucket, origin } = choice.answer;
  const chosen = { bucket, bucket_url: `s3://${bucket}`, origin };
  return { checks: [pass(id, { ...details, ...chosen })], found: choice.answer };
}

/** The buckets of a region that can be the reference bucket; the check fails where there is none. */
export async function referenceBuckets(
  deps: Pick<PreflightDeps, "aws" | "emit">,
  region: string,
): Promise<{ readonly names: readonly string[]; readonly check: Check }> {
  let located: LocatedBuckets;
  try {
    located = await bucketsIn(deps.aws, region, marker);
  } catch (error) {
    const doing = `looking for reference buckets in ${region}`;
    return { names: [], check: failLook(id, { error, doing, actions: bucketActions }) };
  }
  const { names, unreadable } = located;
  for (const bucket of unreadable) {
    const message = `The region of bucket ${bucket} could not be read, so the bucket is not among the choices`;
    deps.emit({ code: "preflight.bucket_unreadable", level: "warn", message, data: { bucket } });
  }
  const details = { region, candidates: names, ...(unreadable.length === 0 ? {} : { unreadable }) };
  if (names.length > 0) return { names, check: pass(id, details) };
  const unread = unreadable.length === 0 ? "" : `; the region of ${unreadable.join(", ")} cannot be read`;
  const note = `no bucket in ${region} has ${marker} in its name${unread}`;
  return { names, check: fail(id, { ...details, note }, missingBucket(region, unreadable)) };
}

function missingBucket(region: string, unreadable: readonly string[]): string {
  const make = `create a reference bucket in ${region} whose name contains ${marker} ` +
    "with daylily-omics-references.sh clone";
  return unreadable.length === 0
    ? make
    : `allow s3:GetBucketLocation to use one of these buckets (${unreadable.join(", ")}), or ${make}`;
}
