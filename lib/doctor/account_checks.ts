import type { Aws } from "../aws/session.ts";
import { bootAssetsCheck } from "../preflight/reference_gate.ts";
import { referenceBuckets } from "../preflight/bucket_gate.ts";
import type { Check } from "../preflight/check.ts";
import { costTagsCheck } from "../preflight/cost_tags_check.ts";
import type { PreflightDeps } from "../preflight/gate.ts";
import { ownPolicyChecks } from "../preflight/iam_gate.ts";
import type { Caller } from "../preflight/identity_gate.ts";
import { someKeyCheck } from "../preflight/key_pair_gate.ts";
import { expiryCheck } from "./expiry_check.ts";
import { rightsCheck, type WantedRights } from "./rights_check.ts";

/** In the order in which they are told. */
export const accountCheckIds = [
  "iam.policy.global",
  "iam.policy.regional",
  "iam.rights",
  "iam.expiry_role",
  "budget.tags_inactive",
  "s3.bucket_select",
  "s3.boot_assets",
  "ec2.keypair",
] as const;

type Deps = Omit<PreflightDeps, "prompter"> & { readonly aws: Aws; readonly rights: WantedRights };

/** What the caller may do, and what the account has that every cluster of the region needs. */
export async function accountChecks(deps: Deps, caller: Caller): Promise<readonly Check[]> {
  const { aws } = deps;
  const all = await Promise.all([
    ownPolicyChecks(aws, aws.region, caller.callerArn),
    rightsCheck(aws, caller, deps.rights),
    expiryCheck(deps, caller),
    costTagsCheck(deps),
    bucketChecks(deps),
    someKeyCheck(deps, aws.region),
  ]);
  return all.flat();
}

/** Boot files are looked for in every bucket that a run may choose. */
async function bucketChecks(deps: Deps): Promise<readonly Check[]> {
  const { names, check } = await referenceBuckets(deps, deps.aws.region);
  const buckets = await Promise.all(names.map((name) => bootAssetsCheck(deps, {}, name)));
  return [check, ...buckets.map((bucket) => bucket.check)];
}
