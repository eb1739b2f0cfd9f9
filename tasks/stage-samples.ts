import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const stageSamplesTask = task({
  name: "stage-samples",
  brief:
    "Copy the input files of a sample manifest to a cluster's reference bucket, with the lanes of each sample joined",
  description:
    "Files in S3 are joined by S3 itself and do not pass through this machine. The same manifest always uses the same folder, and " +
    "unchanged files are not copied again. The tables of samples and units that pipelines read are " +
    "written to that folder, and beside the manifest as samples.tsv and units.tsv.",
  examples: [
    {
      what: "use a manifest on this machine",
      command: "deno task stage-samples --cluster demo --region us-west-2 stage_samples.tsv",
    },
    {
      what: "use a manifest in S3 with relative paths beside it",
      command: "deno task stage-samples --region us-west-2 \\\n" +
        "    --reference-bucket s3://my-omics-analysis-us-west-2 \\\n" +
        "    s3://bucket/ready/ws/stage_samples.tsv",
    },
  ],
  helpWithoutArguments: true,
  flags: {
    cluster: {
      kind: "text",
      brief: "the cluster whose bucket is used, if --reference-bucket is not given",
      placeholder: "NAME",
    },
    referenceBucket: {
      kind: "text",
      brief:
        "the bucket; default: that of the cluster, else the only bucket of the region with omics-analysis in its name",
      placeholder: "BUCKET",
    },
    stageTarget: {
      kind: "text",
      brief: "folder below /fsx; default: /data/staged_sample_data",
      placeholder: "DIR",
    },
    dataUri: {
      kind: "text",
      brief: "S3 folder of the manifest's relative paths; default: the manifest's own folder",
      placeholder: "URI",
    },
    configDir: {
      kind: "text",
      brief: "folder for samples.tsv and units.tsv; default: the manifest's folder",
      placeholder: "DIR",
    },
    noDownload: { kind: "toggle", brief: "do not write samples.tsv and units.tsv on this machine" },
    pem: { kind: "text", brief: "accepted for compatibility, without effect", placeholder: "FILE" },
    remoteRepo: { kind: "text", brief: "accepted for compatibility, without effect", placeholder: "DIR" },
    remoteTmp: { kind: "text", brief: "accepted for compatibility, without effect", placeholder: "DIR" },
  },
  words: { brief: "the manifest: a file, or its address in S3", placeholder: "MANIFEST", least: 0, most: 1 },
  async run(
    { profile: wanted, region: flag, pem: _pem, remoteRepo: _repo, remoteTmp: _tmp, ...flags },
    words,
    context,
  ) {
    if (words[0] === undefined) {
      throw new DayError("DAY-USE-001", "no manifest is named", { fix: "name the file, or its address in S3" });
    }
    const { join } = await import("node:path");
    const { namedCluster } = await import("../lib/cluster/known/find_cluster.ts");
    const cluster = flags.cluster === undefined ? undefined : namedCluster(flags.cluster);
    const { recordedRegions } = await import("./wiring/choose_cluster.ts");
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const recorded = cluster === undefined ? [] : await recordedRegions(context, cluster);
    const region = chooseRegion(flag, recorded, context.environment);
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { readStageRequest } = await import("../lib/worksets/stage/stage_request.ts");
    const { stageSamples } = await import("../lib/worksets/stage/stage_samples.ts");
    const { replaceFile } = await import("../lib/state/artifacts.ts");
    const { stageAnswer } = await import("../lib/answers/worksets/stage_answer.ts");
    const deps = createDeps(context, { profile: await requireProfile(context, wanted), region });
    const { stageError } = await import("../lib/worksets/stage/stage_error.ts");
    const [manifest] = words;
    const { request, tables } = await readStageRequest(deps, { ...flags, cluster, manifest }).catch((error) => {
      throw stageError(error, manifest, flags.referenceBucket);
    });
    const staged = await stageSamples(deps, request).catch((error) => {
      throw stageError(error, manifest, request.bucket);
    });
    const written: string[] = [];
    if (tables === undefined) return stageAnswer(staged, written);
    await context.files.ensureFolder(tables);
    for (const [name, text] of [["samples.tsv", staged.samplesText], ["units.tsv", staged.unitsText]]) {
      await replaceFile(context.files, join(tables, name), text);
      written.push(join(tables, name));
    }
    return stageAnswer(staged, written);
  },
});

export default stageSamplesTask;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(stageSamplesTask);
