import assert from "node:assert/strict";
import { join } from "node:path";
import { hurriedClock } from "../support/hurried_clock.ts";
import { type Ended, type Here, programHere, startHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";

const usualBucket = "research-data";
export const bucket = usualBucket;
export const root = "daylily/worksets";
const region = "us-west-2";

/** The file of the seed, byte for byte. */
export const seedFile = await Deno.readTextFile(new URL("fixtures/daylily_work.yaml", import.meta.url));

/** The same with the region of the sandbox's network. */
export const seedWork = seedFile.replace("region: us-east-1", "region: us-west-2");

const columns = [
  ...["RUN_ID", "SAMPLE_ID", "EXPERIMENTID", "SAMPLE_TYPE", "LIB_PREP", "SEQ_VENDOR", "SEQ_PLATFORM", "LANE"],
  ...["SEQBC_ID", "R1_FQ", "R2_FQ"],
];
const cells = ["R1", "HG002", "E1", "blood", "PCRFREE", "ILMN", "NOVASEQ", "0", "D0"];
export const manifest = [columns, [...cells, "one.fastq.gz", "two.fastq.gz"]].map((row) => row.join("\t")).join("\n") +
  "\n";

/** The ordinary files of a workset, by their paths. */
export function usualFiles(
  changes: Readonly<Record<string, string | undefined>> = {},
): Readonly<Record<string, string>> {
  const files = {
    "stage_samples.tsv": manifest,
    "stage_units.tsv": "RUNID\tSAMPLEID\nR1\tHG002\n",
    "daylily_work.yaml": seedWork,
    "sample_data/one.fastq.gz": "reads one",
    "sample_data/two.fastq.gz": "reads two",
    ...changes,
  };
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A bucket with worksets, and a program that works on them; its own tasks are stand-ins that note how they were called. */
export type WorksetsHere = {
  readonly bucket: string;
  readonly root: string;
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  /** The folder that the monitor runs in. */
  readonly folder: string;
  readonly localRoot: string;
  put(path: string, text: string): Promise<void>;
  /** Puts a workset, and arms it last. */
  drop(workset: string, files?: Readonly<Record<string, string>>, sentinels?: readonly string[]): Promise<void>;
  remove(path: string): Promise<void>;
  text(path: string): Promise<string>;
  /** Everything below a prefix of the root. */
  keys(prefix?: string): Promise<readonly string[]>;
  /** Names of the sentinels of a workset below `ready/`. */
  sentinels(workset: string): Promise<readonly string[]>;
  run(words: string, here?: Partial<Here>): Promise<Ended>;
  start(words: string, here?: Partial<Here>): ReturnType<typeof startHere>;
  /** One pass with the pipelines here. */
  once(words?: string, here?: Partial<Here>): Promise<Ended>;
  /** The command lines of the stand-ins, in order. */
  calls(): Promise<readonly string[]>;
  /** Lets a stand-in run these lines of a shell before it ends well. */
  behave(task: string, lines: string): Promise<void>;
  /** The operations that S3 was asked for, in order. */
  requests(): readonly string[];
};

type Step = (name: string, run: (world: WorksetsHere) => Promise<void>) => Promise<boolean>;

/** Steps that share one sandbox; each has a fresh bucket. */
export function worksets(body: (step: Step) => Promise<void>): (test: Deno.TestContext) => Promise<void> {
  return sharedSandbox(
    { seed: { buckets: [bucket], network: "us-west-2b" } },
    (step) => body((name, run) => step(name, async (sandbox) => await run(await worldIn(sandbox)))),
  );
}

/** The objects of the bucket, by their whole keys. */
export type Objects = {
  put(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
  text(key: string): Promise<string>;
  keys(prefix: string): Promise<readonly string[]>;
};

/** @param objects default: those of the sandbox's own bucket */
export async function worldIn(
  sandbox: Sandbox,
  bucket = usualBucket,
  objects: Objects = objectsOf(sandbox, bucket),
): Promise<WorksetsHere> {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder, prefix: "monitor-" });
  const stand = join(folder, "stand-ins");
  await Deno.mkdir(join(folder, "etc", "cluster-templates"), { recursive: true });
  await Deno.writeTextFile(join(folder, "etc/cluster-templates/hg38.yaml"), "Region: us-west-2\n");
  await Deno.writeTextFile(join(folder, "cluster.yaml"), "ephemeral_cluster:\n  config: {}\n");
  await Deno.mkdir(stand);
  await Deno.writeTextFile(join(stand, "dayctl"), standIn, { mode: 0o755 });
  await addProfile(sandbox.home);
  const env = {
    ...sandbox.environment,
    DAYCTL_EXECUTABLE: join(stand, "dayctl"),
    STAND_INS: stand,
    DAY_EX_CFG: join(folder, "cluster.yaml"),
    INIT_CWD: folder,
  };
  const localRoot = join(folder, "local");
  const put = (path: string, body: string) => objects.put(`${root}/${path}`, body);
  const keys = async (prefix = "") =>
    (await objects.keys(`${root}/${prefix}`)).map((key) => key.slice(root.length + 1));
  const run: WorksetsHere["run"] = (words, here) =>
    programHere(words.split(" "), { env, folder, clock: hurriedClock(), ...here });
  return {
    bucket,
    root,
    sandbox,
    env,
    folder,
    localRoot,
    put,
    keys,
    run,
    start: (words, here) => startHere(words.split(" "), { env, folder, clock: hurriedClock(), ...here }),
    once: (words = "", here) =>
      run(
        `monitor-worksets s3://${bucket}/${root} --region ${region} --local-root ${localRoot} --run-location local --run-once ${words}`
          .trim(),
        here,
      ),
    async drop(workset, files = usualFiles(), sentinels = ["ready"]) {
      for (const [path, text] of Object.entries(files)) await put(`ready/${workset}/${path}`, text);
      for (const each of sentinels) await put(`ready/${workset}/daylily.${each}`, "2026-01-01T00:00:00Z\n");
    },
    remove: (path) => objects.remove(`${root}/${path}`),
    text: (path) => objects.text(`${root}/${path}`),
    sentinels: async (workset) =>
      (await keys(`ready/${workset}/daylily.`)).map((key) => key.split("daylily.").at(-1) ?? "")
        .filter((name) => /^[a-z_]+$/.test(name)),
    async calls() {
      const text = await Deno.readTextFile(join(stand, "calls")).catch(() => "");
      return text.split("\n").filter((line) => line !== "");
    },
    behave: (task, lines) => Deno.writeTextFile(join(stand, `${task}.sh`), lines),
    requests: () => sandbox.requests().filter(({ service }) => service === "s3").map(({ operation }) => operation),
  };
}

function objectsOf(sandbox: Sandbox, bucket: string): Objects {
  const call = (method: string, path: string, body?: string) =>
    sandbox.calls.send("s3", method, `/${bucket}/${path.startsWith("?") ? path : encoded(path)}`, {
      region,
      ...body === undefined ? {} : { body },
    });
  return {
    put: async (key, text) => assert.ok((await call("PUT", key, text)).ok, key),
    remove: async (key) => assert.ok((await call("DELETE", key)).ok, key),
    async text(key) {
      const answer = await call("GET", key);
      assert.ok(answer.ok, key);
      return await answer.text();
    },
    async keys(prefix) {
      const answer = await call("GET", `?list-type=2&max-keys=1000&prefix=${encodeURIComponent(prefix)}`);
      return [...(await answer.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);
    },
  };
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Notes its arguments, does what the test wants, then what the real task would leave. */
const standIn = `#!/bin/sh
printf '%s\\n' "$*" >> "$STAND_INS/calls"
[ -f "$STAND_INS/$1.sh" ] && . "$STAND_INS/$1.sh"
case "$1" in
  stage-samples) echo 'Remote FSx stage directory: /data/staged_sample_data/remote_stage_1' ;;
  day-clone)
    mkdir -p pipelines/rna-seq && cd pipelines/rna-seq || exit
    cat > dyoainit <<'END'
alias dy-a='echo activate'
alias dy-r='./run'
END
    [ -f "$STAND_INS/run" ] && cp "$STAND_INS/run" run || printf '#!/bin/sh\\necho "run $* $PIPELINE_ENV"; echo "$*" > result.txt\\n' > run
    chmod +x run
    ;;
esac
exit 0
`;

async function addProfile(home: string): Promise<void> {
  for (const [file, heading] of [["config", "[profile research]"], ["credentials", "[research]"]]) {
    const path = join(home, ".aws", file);
    const text = await Deno.readTextFile(path);
    if (text.includes(heading)) continue;
    const [, own] = text.split(/\[(?:profile )?sandbox\]\n/);
    await Deno.writeTextFile(path, `${text}\n${heading}\n${own.split("[")[0]}`);
  }
}
