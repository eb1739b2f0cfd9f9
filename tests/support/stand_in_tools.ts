import { delimiter, join } from "node:path";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";

/** What a stand-in program answers: its standard output, and its exit status. */
export type Said = { readonly out?: string; readonly err?: string; readonly code?: number };

/** How the programs behave. `null`: there is no such program. */
export type StandInOptions = {
  /** Versions that the small ones claim. */
  readonly python3?: string | null;
  readonly git?: string | null;
  readonly wget?: string | null;
  readonly node?: string | null;
  readonly pcluster?: string | null;
  /** Exit status of the reference check. */
  readonly references?: number | null;
  /** `pcluster create-cluster --dryrun true`. */
  readonly dryRun?: Said;
  /** `pcluster create-cluster`. */
  readonly create?: Said;
  /** One for each look at the cluster's status, the last one for all further looks; `"unavailable"`: the look fails. */
  readonly statuses?: readonly string[];
  /** Names that `pcluster list-clusters` tells. */
  readonly clusters?: readonly string[];
  /** The head node's address, "" while it has none. */
  readonly address?: string;
  /** Exit status of `ssh` and `scp`. */
  readonly ssh?: number;
};

/** Programs on a private `PATH` that say what they are told to say and note how they were called. */
export type StandIns = {
  /** The value of `PATH`: the stand-ins, and what the operating system has for looking at processes. */
  readonly path: string;
  /** Every call so far: the program and its arguments. */
  calls(): Promise<readonly (readonly string[])[]>;
};

/** The whole answer of the genuine dry run that found nothing wrong; its exit status is 1. */
export const dryRunPassed: Said = {
  out: JSON.stringify({ message: "Request would have succeeded, but DryRun flag is set." }, null, 2),
  code: 1,
};

/** Writes the programs into a folder of their own, below `folder`. */
export async function standInTools(folder: string, options: StandInOptions = {}): Promise<StandIns> {
  const here = await Deno.makeTempDir({ dir: folder, prefix: "tools-" });
  const bin = join(here, "bin");
  await Deno.mkdir(bin);
  const log = join(here, "calls");
  await Deno.writeTextFile(log, "");
  for (const [name, lines] of Object.entries(await scripts(here, options))) {
    if (lines !== undefined) await writeProgram(join(bin, name), name, log, lines);
  }
  await linkSystemPrograms(bin);
  return {
    path: bin,
    async calls() {
      const lines = (await Deno.readTextFile(log)).split("\n").filter((line) => line !== "");
      return lines.map((line) => line.split("\t"));
    },
  };
}

/** Puts into a folder what the product asks about processes and starts others with: the programs of the operating system. */
export async function linkSystemPrograms(bin: string): Promise<void> {
  for (const name of ["ps", "kill", "id", "env"]) await linkTo(bin, name);
}

type Scripts = Readonly<Record<string, readonly string[] | undefined>>;

async function scripts(here: string, options: StandInOptions): Promise<Scripts> {
  const { python3 = "3.11.6", git = "2.39.2", wget = "1.21.3", node = "20.19.0" } = options;
  const { pcluster = recommendedPcluster, references = 0, ssh = 0 } = options;
  return {
    python3: python3 === null ? undefined : [`echo 'Python ${python3}'`],
    git: git === null ? undefined : [`[ "$1" = --version ] && { echo 'git version ${git}'; exit; }`, `exec git "$@"`],
    wget: wget === null ? undefined : [`echo 'GNU Wget ${wget} built on linux-gnu.'`],
    node: node === null ? undefined : [`echo 'v${node}'`],
    pcluster: pcluster === null ? undefined : await pclusterScript(here, pcluster, options),
    "daylily-omics-references.sh": references === null
      ? undefined
      : [`echo 'looked into the bucket'`, `exit ${references}`],
    ssh: [`echo 'no route to the head node' >&2`, `exit ${ssh}`],
    scp: [`exit ${ssh}`],
  };
}

async function pclusterScript(here: string, version: string, options: StandInOptions): Promise<readonly string[]> {
  const { dryRun = dryRunPassed, create = { out: "{}" }, statuses = ["CREATE_COMPLETE"] } = options;
  const { clusters = [], address = "203.0.113.7" } = options;
  const list = { clusters: clusters.map((clusterName) => ({ clusterName, clusterStatus: "CREATE_COMPLETE" })) };
  const head = address === "" ? [] : [{ nodeType: "HeadNode", state: "running", publicIpAddress: address }];
  const answers: Readonly<Record<string, Said>> = {
    version: { out: JSON.stringify({ version }, null, 2) },
    "dry-run": dryRun,
    create,
    list: { out: JSON.stringify(list) },
    instances: { out: JSON.stringify({ instances: head }) },
    none: { out: JSON.stringify({ message: "there is no such cluster" }), code: 1 },
  };
  for (const [name, { out = "", err = "" }] of Object.entries(answers)) {
    await Deno.writeTextFile(join(here, `${name}.out`), out);
    await Deno.writeTextFile(join(here, `${name}.err`), err);
  }
  await Deno.writeTextFile(join(here, "statuses"), statuses.map((status) => status + "\n").join(""));
  const say = (name: string) =>
    `cat '${here}/${name}.out'; cat '${here}/${name}.err' >&2; exit ${answers[name].code ?? 0}`;
  return [
    `case "$*" in`,
    `version) ${say("version")} ;;`,
    `create-cluster*--dryrun*) ${say("dry-run")} ;;`,
    `create-cluster*) ${say("create")} ;;`,
    `list-clusters*) ${say("list")} ;;`,
    `describe-cluster-instances*) ${say("instances")} ;;`,
    `*clusterStatus*) ;;`,
    `*) ${say("none")} ;;`,
    `esac`,
    // The next status: the first line goes, unless it is the last one.
    `status=$(head -n 1 '${here}/statuses')`,
    `rest=$(tail -n +2 '${here}/statuses')`,
    `[ -n "$rest" ] && echo "$rest" > '${here}/statuses'`,
    `[ "$status" = unavailable ] && { echo '{"message": "cannot look"}'; exit 1; }`,
    `echo "\\"$status\\""`,
  ];
}

/** Each call is one line with tabs between its words, written at once: several programs may run at the same time. */
async function writeProgram(path: string, name: string, log: string, lines: readonly string[]): Promise<void> {
  const text = [
    "#!/bin/sh",
    "PATH=/usr/local/bin:/usr/bin:/bin",
    `line=${name}`,
    `for word; do line="$line\t$word"; done`,
    `printf '%s\\n' "$line" >> '${log}'`,
    ...lines,
  ];
  await Deno.writeTextFile(path, text.join("\n") + "\n", { mode: 0o755 });
}

async function linkTo(bin: string, name: string): Promise<void> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    try {
      await Deno.symlink(await Deno.realPath(join(folder, name)), join(bin, name));
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
