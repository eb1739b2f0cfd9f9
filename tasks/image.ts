import type { Answer } from "../lib/answers/answer.ts";
import type { CommonFlags } from "../lib/cli/flags.ts";
import { task } from "../lib/cli/task.ts";
import type { TaskContext } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const verbs = ["build", "list", "verify-node"] as const;

type Verb = typeof verbs[number];

const image = task({
  name: "image",
  brief: "Build machine images with preinstalled software for nodes, and check what a node has installed",
  description:
    "build: let ParallelCluster build an image that already contains the software which nodes otherwise install at boot; use it with create --image AMI.\n" +
    "list: list the images.\nverify-node: on a node, report missing software (exit code 1); --diff A B compares the reports of two nodes.\n" +
    "These sub-commands are experimental and need --experimental.",
  examples: [
    {
      what: "validate the configuration of an image without building it",
      command: "deno task image build --experimental --dry-run \\\n" +
        "    --bucket x-omics-analysis-us-west-2 --region us-west-2",
    },
    {
      what: "check whether this node has all software",
      command: "deno task image verify-node --experimental --output json",
    },
    { what: "compare two nodes", command: "deno task image verify-node --experimental --diff a.json b.json" },
  ],
  helpWithoutArguments: true,
  startsTools: true,
  flags: {
    experimental: { kind: "toggle", brief: "confirm that this feature is experimental" },
    bucket: { kind: "text", brief: "build: the reference bucket", placeholder: "NAME" },
    name: { kind: "text", brief: "build: name of the image", placeholder: "NAME" },
    dryRun: { kind: "toggle", brief: "build: write the configuration, validate it, and stop" },
    root: {
      kind: "text",
      brief: "verify-node: folder where the node's disk is mounted; default: /",
      placeholder: "DIR",
    },
    diff: { kind: "text", brief: "verify-node: compare these two reports, files of --output json", placeholder: "A B" },
  },
  words: {
    brief: verbs.join(", "),
    placeholder: "verb",
    usage: "VERB [FLAGS]",
    values: verbs,
    least: 1,
    most: 2,
  },
  async run(flags, [word, other], context) {
    const verb = knownVerb(word);
    refuseStray(verb, flags, other);
    if (!flags.experimental) {
      throw new DayError("DAY-USE-001", `image ${verb} is experimental`, { fix: "add --experimental" });
    }
    if (verb === "verify-node") return await verifyNode(flags, other, context);
    const deps = await imageDeps(flags, context);
    const { builtAnswer, imagesAnswer } = await import("../lib/answers/image/image_answer.ts");
    if (verb === "list") {
      const { listImages } = await import("../lib/image/list_images.ts");
      return imagesAnswer(await listImages(deps), deps.aws.region);
    }
    const { bucketNameOf } = await import("../lib/names/bucket_name_of.ts");
    const { buildImage } = await import("../lib/image/build_image.ts");
    const { bucket = "", name, dryRun } = flags;
    return builtAnswer(await buildImage(deps, { bucket: bucketNameOf(bucket), name, dryRun }));
  },
});

type ImageFlags = CommonFlags & {
  readonly bucket?: string;
  readonly name?: string;
  readonly dryRun: boolean;
  readonly root?: string;
  readonly diff?: string;
};

function knownVerb(word: string): Verb {
  const verb = verbs.find((known) => known === word);
  if (verb === undefined) throw new DayError("DAY-USE-001", `image ${word}: expected ${verbs.join(" or ")}`);
  return verb;
}

/** @throws DayError DAY-USE-001 for what belongs to another verb, or is missing */
function refuseStray(verb: Verb, { bucket, name, dryRun, root, diff }: ImageFlags, other: string | undefined): void {
  const refuse = (why: string, fix: string) => new DayError("DAY-USE-001", `image ${verb}: ${why}`, { fix });
  const given = {
    "--bucket": bucket,
    "--name": name,
    "--dry-run": dryRun || undefined,
    "--root": root,
    "--diff": diff,
  };
  const own: readonly string[] = {
    build: ["--bucket", "--name", "--dry-run"],
    list: [],
    "verify-node": ["--root", "--diff"],
  }[verb];
  const stray = Object.entries(given).filter(([flag, value]) => value !== undefined && !own.includes(flag));
  if (stray.length > 0) throw refuse(`it does not take ${stray.map(([flag]) => flag).join(", ")}`, "leave that out");
  if (verb === "build" && (bucket ?? "") === "") throw refuse("--bucket is missing", "name the reference bucket");
  if (name !== undefined && !/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/.test(name)) {
    throw refuse(`--name ${name}: letters, digits and dashes, a letter first`, "give another name");
  }
  if ((diff === undefined) !== (other === undefined)) throw refuse("two files are compared", "give --diff A B");
  if (diff !== undefined && root !== undefined) {
    throw refuse("--diff and --root exclude each other", "give one of them");
  }
}

async function verifyNode(
  { root, diff }: ImageFlags,
  other: string | undefined,
  context: TaskContext,
): Promise<Answer> {
  const { resolve } = await import("node:path");
  const { comparedAnswer, nodeAnswer } = await import("../lib/answers/image/image_answer.ts");
  const { files, environment } = context;
  const absolute = (path: string) => resolve(environment.folder, path);
  if (diff !== undefined && other !== undefined) {
    const { compareNodes } = await import("../lib/image/compare_nodes.ts");
    return comparedAnswer(await compareNodes(files, absolute(diff), absolute(other)));
  }
  const { lacking, nodeState } = await import("../lib/image/node_state.ts");
  const disk = absolute(root ?? "/");
  const found = await files.stat(disk);
  if (found === undefined || found.isFile) {
    throw new DayError("DAY-USE-001", `--root ${root}: there is no such folder`, {
      fix: "name where the disk is mounted",
    });
  }
  const node = await nodeState(context, disk);
  return nodeAnswer(node, lacking(node));
}

async function imageDeps(flags: CommonFlags, context: TaskContext) {
  const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
  const { requireProfile } = await import("../lib/preflight/require_profile.ts");
  const { createDeps } = await import("./wiring/create_deps.ts");
  const region = chooseRegion(flags.region, [], context.environment);
  return createDeps(context, { profile: await requireProfile(context, flags.profile), region });
}

export default image;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(image);
