import { join } from "node:path";
import { isAwsError } from "../aws/aws_error.ts";
import { bootFilesIn } from "../aws/questions/boot_assets.ts";
import type { Aws } from "../aws/session.ts";
import { hashedName, imageInstallScript } from "../cluster_file/boot/node_scripts.ts";
import { DayError } from "../host/errors/day_error.ts";
import { advice, command } from "../host/errors/advice.ts";
import type { Emit } from "../host/events/events.ts";
import type { Files } from "../host/files.ts";
import { configFolder } from "../state/config_folder.ts";
import { shellWord } from "../text/shell_word.ts";
import { imageConfig } from "./image_config.ts";
import { type ImageDeps, imageProgram } from "./image_program.ts";

type BuildDeps = ImageDeps & { readonly aws: Aws; readonly files: Files; readonly emit: Emit };

export type BuildRequest = {
  /** Bare name of the reference bucket. */
  readonly bucket: string;
  /** What ParallelCluster shall call the image; else a name that says what is in it. */
  readonly name?: string;
  /** Only the configuration is written and tried. */
  readonly dryRun: boolean;
};

export type Built = { readonly image_id: string; readonly status: string; readonly config: string };

/**
 * Has an image built that carries the static part of the boot script. It is tried first; what is built then takes about an hour
 * and goes on without us.
 *
 * @throws DayError DAY-CFG-003 where there is no such bucket, or it lacks the script of this version, DAY-PC-008 when ParallelCluster says no
 */
export async function buildImage(deps: BuildDeps, { bucket, name, dryRun }: BuildRequest): Promise<Built> {
  const { aws, environment, files, emit } = deps;
  const script = await hashedName(imageInstallScript);
  if (!(await bootFilesHere(aws, bucket)).has(script)) {
    const publish = command(
      `deno task infra publish-boot-assets --bucket ${bucket} --profile ${shellWord(aws.profile)}`,
    );
    throw new DayError("DAY-CFG-003", `s3://${bucket} has no ${script}, which the build of the image needs`, {
      fix: advice`publish the scripts for nodes with ${publish}`,
    });
  }
  const { amiId: parent, version } = await officialImage(deps);
  const image = name ?? `dayctl-${version.replaceAll(".", "-")}-${/[0-9a-f]{12}/.exec(script)}`;
  const config = join(configFolder(environment), `image_${image}.yaml`);
  await files.ensureFolder(configFolder(environment));
  await files.replace(config, imageConfig({ region: aws.region, bucket, script, parent }));
  const args = ["build-image", "-c", config, "-i", image];
  await imageProgram(deps, [...args, "--dryrun", "true"]);
  emit({
    code: "image.accepted",
    level: "info",
    message: `ParallelCluster accepts the configuration of image ${image}`,
    data: { image },
  });
  if (dryRun) return { image_id: image, status: "dry_run_ok", config };
  const answer = await imageProgram(deps, args);
  return { image_id: image, status: answer.image?.imageBuildStatus ?? "BUILD_IN_PROGRESS", config };
}

async function bootFilesHere(aws: Aws, bucket: string): Promise<ReadonlySet<string>> {
  try {
    return await bootFilesIn(aws, bucket);
  } catch (cause) {
    if (!isAwsError(cause, "NoSuchBucket", "InvalidBucketName")) throw cause;
    throw new DayError("DAY-CFG-003", `there is no bucket ${bucket}`, {
      cause,
      fix: "name the reference bucket, for example --bucket x-omics-analysis-us-west-2",
    });
  }
}

async function officialImage(deps: BuildDeps): Promise<{ readonly amiId: string; readonly version: string }> {
  const args = ["list-official-images", "--os", "ubuntu2204", "--architecture", "x86_64"];
  const [image] = (await imageProgram(deps, args)).images;
  if (image?.amiId !== undefined && image.version !== undefined) {
    return { amiId: image.amiId, version: image.version };
  }
  throw new DayError("DAY-PC-008", `ParallelCluster has no official image of Ubuntu 22.04 in ${deps.aws.region}`);
}
