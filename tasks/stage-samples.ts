import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const stageSamplesTask = task({
  name: "stage-samples",
  brief: "Stage the data of a manifest in a cluster's reference bucket, each sample's lanes joined",
  description:
    "S3 itself joins what lies in S3; nothing of it goes through this host. The same manifest always goes to the same folder, and " +
    "what stands there already, made from the same bytes, stays. The tables of samples and units that pipelines read are " +
    "written beside it, and beside the manifest as samples.tsv and units.tsv.",
  examples: [
    {
      what: "a manifest of this host",
      command: "deno task stage-samples --cluster demo --region us-west-2 stage_samples.tsv",
    },
    {
      what: "one in S3, whose relative paths lie beside it",
      command: "deno task stage-samples --region us-west-2 \\\n" +
        "    --reference-bucket s3://my-omics-analysis-us-west-2 \\\n" +
        "    s3://bucket/ready/ws/stage_samples.tsv",
    },
  ],
  helpWithoutArguments: true,
  flags: {
    cluster: { kind: "text", brief: "the cluster whose bucket it is, where none is named", placeholder: "NAME" },
    referenceBucket: {
      kind: "text",
      brief: "the bucket; default: that of the cluster, else the region's only one with omics-analysis in its name",
      placeholder: "BUCKET",
    },
    stageTarget: {
      kind: "text",
      brief: "folder below /fsx; /data/staged_sample_data when left out",
      placeholder: "DIR",
    },
    dataUri: {
      kind: "text",
      brief: "where relative paths of the manifest lie in S3; default: beside it",
      placeholder: "URI",
    },
    configDir: {
      kind: "text",
      brief: "folder for samples.tsv and units.tsv; default: the manifest's",
      placeholder: "DIR",
    },
    noDownload: { kind: "toggle", brief: "write neither samples.tsv nor units.tsv here" },
    pem: { kind: "text", brief: "taken and not used: nothing goes over SSH", placeholder: "FILE" },
    remoteRepo: { kind: "text", brief: "taken and not used", placeholder: "DIR" },
    remoteTmp: { kind: "text", brief: "taken and not used", placeholder: "DIR" },
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
    const { request, tables } = await readStageRequest(deps, { ...flags, cluster, manifest: words[0] });
    const staged = await stageSamples(deps, request);
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
