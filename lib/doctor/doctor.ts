import type { Aws } from "../aws/session.ts";
import type { Check } from "../preflight/check.ts";
import type { PreflightDeps } from "../preflight/gate.ts";
import { type Caller, identityGate, ownIdentity } from "../preflight/identity_gate.ts";
import { toolchainGate } from "../preflight/toolchain_gate.ts";
import { failLook, warn } from "../preflight/verdict.ts";
import { accountCheckIds, accountChecks } from "./account_checks.ts";
import { clockCheck } from "./clock_check.ts";
import { folderChecks } from "./folder_checks.ts";
import type { WantedRights } from "./rights_check.ts";
import { wayChecks } from "./way_checks.ts";

export type DoctorDeps = Omit<PreflightDeps, "aws" | "prompter"> & {
  /** The session of the profile; fails where there is no such profile, or no way to AWS. */
  readonly aws: () => Promise<Aws>;
  /** `ca_bundle` of the profile, for the ways to AWS. */
  readonly profile: string | undefined;
  /** What the tasks of a cluster's life ask AWS for. */
  readonly rights: WantedRights;
};

/**
 * Everything that can be judged without a configuration: programs, the ways to AWS, the configuration folder and what it remembers, and
 * what the account gives. Nothing is changed. What depends on something that fails is not judged, and that is said.
 */
export async function doctor(deps: DoctorDeps): Promise<readonly Check[]> {
  const toolchain = await toolchainGate(deps);
  const here = [
    ...toolchain.checks,
    ...await wayChecks(deps, deps.profile),
    ...await folderChecks(deps),
  ];
  return [...here, ...await checksOfAccount(deps, toolchain.found?.pcluster)];
}

async function checksOfAccount(deps: DoctorDeps, pcluster: string | undefined): Promise<readonly Check[]> {
  let aws: Aws;
  try {
    aws = await deps.aws();
  } catch (error) {
    const look = failLook("aws.identity", { error, doing: "looking for credentials", actions: [] });
    return [look, unchecked(["aws.clock", ...accountCheckIds], look)];
  }
  const known = { ...deps, aws };
  const identity = pcluster === undefined ? await ownIdentity(known) : await identityGate(known, pcluster);
  deps.signal?.throwIfAborted();
  const before = [...identity.checks, ...await clockCheck(known)];
  if (identity.found === undefined) return [...before, unchecked(accountCheckIds, identity.checks[0])];
  const checks = await accountChecks(known, identity.found satisfies Caller);
  deps.signal?.throwIfAborted();
  return [...before, ...checks];
}

function unchecked(ids: readonly string[], because: Check): Check {
  const note = `not checked, because ${because.id} failed: ${ids.join(", ")}`;
  return warn(
    "aws.unchecked",
    { unchecked: [...ids], note },
    `first correct ${because.id}, then run the command again`,
  );
}
