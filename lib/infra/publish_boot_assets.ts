import { bootFolder } from "../aws/questions/boot_assets.ts";
import { bucketRegion } from "../aws/questions/buckets.ts";
import { bootAsset } from "../aws/resources/boot_asset.ts";
import { type NodeScripts, withHash } from "../cluster_file/boot/node_scripts.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Prompter } from "../host/prompter.ts";
import { sha256 } from "../host/sha256.ts";
import { type EnsuredObjects, ensurePlanned } from "../state/walks/ensure_objects.ts";
import { plan, type Planned } from "../state/walks/plan.ts";
import { type Wanted, wanted } from "../state/walks/wanted.ts";
import { besideIdentity } from "./beside_identity.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";

export type PublishRequest = {
  /** The bare name of the reference bucket. */
  readonly bucket: string;
  /** Scripts of earlier days under the same names are replaced, after a person's word. */
  readonly replaceLegacy: boolean;
  /** No question is asked. */
  readonly yes: boolean;
  readonly dryRun: boolean;
};

type PublishDeps = InfraDeps & { readonly prompter: Prompter };

/**
 * Puts the scripts that nodes run while they boot into a reference bucket: each under a name with a hash of its text, which never
 * changes, and under its plain name, where clusters of earlier days look for it. A plain name that holds another text is left alone
 * unless it is to be replaced.
 *
 * @throws DayError DAY-CFG-003 for a bucket that cannot be seen, DAY-PROMPT-003 when a person declines; nothing was written then
 */
export async function publishBootAssets(
  deps: PublishDeps,
  scripts: NodeScripts,
  { bucket, replaceLegacy, yes, dryRun }: PublishRequest,
): Promise<Omit<EnsuredObjects, "of">> {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new DayError("DAY-USE-001", `--bucket ${JSON.stringify(bucket)} is not a valid bucket name`, {
      fix: "name the reference bucket, with or without s3:// before it",
    });
  }
  const [{ account }, region] = await besideIdentity(deps.aws, regionOf(deps, bucket));
  const there = { ...deps, aws: deps.aws.in(region) };
  const walk = infraWalk(there, account);
  const entry = async (key: string, text: string): Promise<Wanted> =>
    wanted(bootAsset, { ...there, text }, {
      account,
      region,
      bucket,
      key: bootFolder + key,
      sha256: await sha256(text),
    });
  const texts = Object.entries(scripts);
  const list = await Promise.all([
    ...texts.map(async ([name, text]) => await entry(withHash(name, await sha256(text)), text)),
    ...texts.map(([name, text]) => entry(name, text)),
  ]);
  const planned = await plan(walk, list, "full");
  if (replaceLegacy && !dryRun && !yes) await confirm(deps, planned, bucket);
  return await ensurePlanned(walk, planned, { existing: replaceLegacy ? "repair" : "leave", dryRun });
}

async function regionOf({ aws }: InfraDeps, bucket: string): Promise<string> {
  const region = await bucketRegion(aws, bucket);
  if (region !== undefined) return region;
  throw new DayError(
    "DAY-CFG-003",
    `the bucket ${bucket} does not exist, or the permission s3:GetBucketLocation is missing`,
    {
      fix: "name the reference bucket, for example --bucket x-omics-analysis-us-west-2",
    },
  );
}

async function confirm({ prompter }: PublishDeps, planned: readonly Planned[], bucket: string): Promise<void> {
  const replaced = planned.filter(({ outcome }) => outcome === "differs").map(({ wanted }) => `  ${wanted.title}`);
  if (replaced.length === 0) return;
  if (prompter.refuses) {
    const objects = replaced.length === 1 ? "one script" : `${replaced.length} scripts`;
    throw new DayError("DAY-PROMPT-001", `the replacement of ${objects} in ${bucket} has to be confirmed`, {
      fix: "look at it with --dry-run, then add --yes",
      details: { key: "infra.replace_legacy" },
    });
  }
  const message = [
    `You asked with --replace-legacy to overwrite these scripts in bucket ${bucket}; what they contain now is lost:`,
    ...replaced,
    "Only older clusters, created by the Bash scripts and not by dayctl, use them: each node that such a cluster",
    "starts from now on runs what is written now, which works there as well.",
  ];
  const question = {
    id: "infra.replace_legacy",
    message: `${message.join("\n")}\nType 1 to overwrite the scripts, anything else to stop and change nothing:`,
  };
  if (await prompter.consent({ ...question, yes: "1" })) return;
  throw new DayError("DAY-PROMPT-003", "Nothing was replaced");
}
