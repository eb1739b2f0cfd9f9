import type { ChildVariables } from "../aws/child_variables.ts";
import { advice, command } from "../host/errors/advice.ts";
import { bootAssetActions, bootFiles, bootFilesIn } from "../aws/questions/boot_assets.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import type { Finished } from "../host/processes.ts";
import { bootScript, hashedName, imageBootScript } from "../cluster_file/boot/node_scripts.ts";
import type { Check } from "./check.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { referenceFailure } from "./reference_failure.ts";
import type { Toolchain } from "./toolchain_gate.ts";
import { fail, failLook, pass, warn } from "./verdict.ts";
import { shellWord } from "../text/shell_word.ts";

/** What nodes will find in the reference bucket. */
export type BootFiles = {
  /** The name of this version's boot script, where the bucket has it; else nodes run what has the legacy name. */
  readonly bootScript: string | null;
};

/**
 * Gate 7: what is in the reference bucket. A bucket that the reference check refuses can never be used; boot files that are
 * missing can be published.
 */
export async function referenceGate(
  deps: PreflightDeps,
  request: PreflightRequest,
  toolchain: Toolchain,
  bucket: string,
): Promise<Gate<BootFiles>> {
  const [verified, { check, found }] = await Promise.all([
    verifyCheck(deps, request, toolchain, bucket),
    bootAssetsCheck(deps, request, bucket),
  ]);
  return { checks: [verified, check], found };
}

async function verifyCheck(
  deps: PreflightDeps,
  { profile, region }: PreflightRequest,
  { references, searchPath }: Toolchain,
  bucket: string,
): Promise<Check> {
  const id = "s3.bucket_verify";
  const options = ["--profile", profile, "--region", region, "verify", "--bucket", bucket, "--exclude-b37"];
  const variables = await deps.aws.childVariables().catch((error) =>
    failLook(id, { error, doing: "getting the credentials for the reference check", actions: [] }, { bucket })
  );
  if (isCheck(variables)) return variables;
  const finished = await outcomeOf(deps, [references, ...options], { ...variables, PATH: searchPath });
  if (finished.code === 0) return pass(id, { bucket, exit_status: 0 });
  const output = [finished.stdout, finished.stderr].map((text) => text.trim()).filter((text) => text !== "").join("\n");
  const { note, fix } = referenceFailure(finished.code, output, { bucket, region, profile });
  return fail(id, { bucket, exit_status: finished.code, output, note }, fix);
}

/** A verdict stands in the place of variables that cannot be had. */
function isCheck(variables: ChildVariables | Check): variables is Check {
  return typeof variables.status === "string" && "details" in variables;
}

/** Runs the check; its lines become events. A program that cannot be started ends like one that a shell cannot find. */
async function outcomeOf(
  { processes, emit, signal }: PreflightDeps,
  argv: readonly string[],
  env: ChildVariables,
): Promise<Finished> {
  const onLine = (line: string) => emit({ code: "preflight.references", level: "info", message: line, data: { line } });
  try {
    return await processes.run(argv, { env, onLine, signal });
  } catch (error) {
    return { code: 127, stdout: "", stderr: `it cannot be started: ${reasonOf(error)}` };
  }
}

export async function bootAssetsCheck(
  { aws }: Pick<PreflightDeps, "aws">,
  { hasImage = false }: Pick<PreflightRequest, "hasImage">,
  bucket: string,
): Promise<{ readonly check: Check; readonly found?: BootFiles }> {
  const id = "s3.boot_assets";
  const required = [...bootFiles];
  try {
    const [present, own] = await Promise.all([
      bootFilesIn(aws, bucket),
      hashedName(hasImage ? imageBootScript : bootScript),
    ]);
    const missing = required.filter((name) => !present.has(name));
    const found = { bootScript: present.has(own) ? own : null };
    const details = { bucket, required, missing };
    const publish = advice`publish the scripts for nodes with ${
      command(`deno task infra publish-boot-assets --bucket ${bucket} --profile ${shellWord(aws.profile)}`)
    }`;
    if (hasImage && found.bootScript === null) {
      const note = `s3://${bucket} has no ${own}, which nodes of a custom image (--image) run`;
      return { check: fail(id, { ...details, note }, publish), found };
    }
    if (missing.length > 0) {
      const note = `s3://${bucket} lacks ${missing.join(", ")}`;
      return { check: warn(id, { ...details, note }, publish), found };
    }
    if (found.bootScript !== null) return { check: pass(id, { ...details, own_script: own }), found };
    const note = `s3://${bucket} has no ${own}, so nodes run the existing ${bootScript}`;
    return { check: pass(id, { ...details, note }), found };
  } catch (error) {
    const doing = `listing the boot files of bucket ${bucket}`;
    return { check: failLook(id, { error, doing, actions: bootAssetActions }, { bucket, required }) };
  }
}
