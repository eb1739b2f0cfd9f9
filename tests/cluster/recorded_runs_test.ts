import assert from "node:assert/strict";
import { join } from "node:path";
import { type RecordedClusters, recordedClusters } from "../../lib/cluster/known/list_clusters.ts";
import { type RecordedRun, recordedRuns } from "../../lib/cluster/known/list_runs.ts";
import { statusAnswer } from "../../lib/answers/status/status_answer.ts";
import { tryFileLock } from "../../lib/host/system/file_lock.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { timestamp } from "../../lib/host/clock.ts";
import { stateVersion } from "../../lib/state/state_record.ts";
import { begun } from "../state/run_facts.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const now = new Date("2026-03-04T12:00:00");

/** What its first fact says otherwise. */
type First = { readonly region?: string; readonly operation?: string };

type Shelf = {
  /** A run that began so many seconds ago, with these facts after its first. */
  run(cluster: string, ago: number, facts: readonly object[], first?: First): Promise<string>;
  state(cluster: string, runId: string, fields: object): Promise<void>;
  look(): Promise<RecordedClusters & { runs: readonly RecordedRun[]; text: string }>;
  readonly folder: string;
};

const blank = {
  schema_version: stateVersion,
  account_id: "123456789012",
  artifacts: {},
  aws_profile: "p",
  bucket: "",
  budgets: { global: "", cluster: "", enforce: "" },
  caller_arn: "",
  cfn_stack_created: false,
  cfn_stack_name: "",
  headnode_ip: "",
  heartbeat: { email: "", schedule: "", role_arn: "", topic_arn: "", schedule_name: "" },
  keypair: "",
  pem_path: "/k.pem",
  policy_arn: "",
  post_create_warnings: [],
  private_subnet_id: "",
  public_subnet_id: "",
  region: "us-west-2",
  region_az: "",
  resources: [],
  warnings: [],
};

async function withShelf(body: (shelf: Shelf) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "runs"));
    const environment = {
      get: (name: string) => ({ DAYLILY_CONFIG_DIR: folder, AWS_PROFILE: "p" })[name],
      all: () => ({}),
      home: folder,
      user: "u",
      folder,
    };
    const deps = { files: systemFiles, environment, clock: { ...virtualClock(), now: () => now } };
    await body({
      folder,
      async run(cluster, ago, facts, first = {}) {
        const runId = timestamp(new Date(now.getTime() - ago * 1000));
        const [begins, ...caller] = begun(cluster, runId);
        const lines = [{ ...begins, ...first }, ...caller, ...facts].map((fact) => JSON.stringify(fact) + "\n").join(
          "",
        );
        await Deno.writeTextFile(join(folder, "runs", `${cluster}_${runId}.jsonl`), lines);
        return runId;
      },
      async state(cluster, runId, fields) {
        const record = { ...blank, cluster_name: cluster, run_id: runId, ...fields };
        await Deno.writeTextFile(join(folder, `state_${cluster}_${runId}.json`), JSON.stringify(record));
      },
      async look() {
        const runs = await recordedRuns(deps);
        const recorded = await recordedClusters(deps, runs);
        return { runs, ...recorded, text: statusAnswer({ recorded, all: runs, runs, why: "" }).text };
      },
    });
  });
}

const answer = (
  recorded: RecordedClusters,
  runs: readonly RecordedRun[] | undefined,
  wanted?: Parameters<typeof statusAnswer>[1],
) => statusAnswer({ recorded, all: [], runs, why: "" }, wanted);

const passed = { fact: "preflight_passed" };
const end = (status: string) => ({ fact: "end", status, exit_code: 0 });

Deno.test("decision 3.38: runs with outcome, age and how to resume, newest first", () =>
  withShelf(async ({ run, look }) => {
    await run("a", 90_000, [passed, end("created")]);
    const failed = await run("b", 7_300, [passed, end("failed")]);
    await run("c", 120, [end("failed")]);
    const killed = await run("d", 61, [passed]);
    await run("e", 0, []);
    const again = await run("f", 3_600, [passed, end("failed"), { fact: "resumed", tool_version: "1" }]);
    await run("g", 200_000, [passed, { ...end("failed"), exit_code: 6 }]);
    await run("h", 300_000, [passed, { fact: "superseded", by: "h_2" }]);
    const { runs, text } = await look();
    assert.deepEqual(
      runs.map(({ cluster_name, outcome, age_seconds, resume }) => [cluster_name, outcome, age_seconds, resume]),
      [
        ["e", "broken_off", 0, ""],
        ["d", "broken_off", 61, `deno task create --resume d_${killed}`],
        ["c", "refused", 120, ""],
        ["f", "broken_off", 3_600, `deno task create --resume f_${again}`],
        ["b", "failed", 7_300, `deno task create --resume b_${failed}`],
        ["a", "created", 90_000, ""],
        ["g", "refused", 200_000, ""],
        ["h", "superseded", 300_000, ""],
      ],
    );
    assert.match(text, /runs, newest first:\n {2}e_\d+ {2}create {2}us-west-2 {2}broken_off {2}0 seconds ago\n/);
    assert.match(text, /d_\d+ .*1 minute ago\n {4}deno task create --resume d_/);
    assert.match(text, /b_\d+ .*2 hours ago/);
    assert.match(text, /a_\d+ .*1 day ago$/m);
  }));

Deno.test("decision 3.38: a run of another task is listed with its task, and only a creation is ever refused", () =>
  withShelf(async ({ run, look }) => {
    await run("a", 60, [{ ...end("failed"), exit_code: 2 }], { operation: "headnode" });
    await run("a", 90, [end("done")], { operation: "headnode" });
    const { runs, text } = await look();
    assert.deepEqual(runs.map(({ operation, outcome }) => `${operation} ${outcome}`), [
      "headnode failed",
      "headnode done",
    ]);
    assert.match(text, / {2}a_\d+ {2}headnode {2}us-west-2 {2}failed {2}1 minute ago/);
  }));

Deno.test("a run whose journal is damaged is listed, and hides nothing of what else is known", () =>
  withShelf(async ({ run, state, look, folder }) => {
    const id = await run("a", 60, [passed, end("created")]);
    await state("a", id, { status: "created", headnode_ip: "203.0.113.7" });
    const path = join(folder, "runs", `a_${id}.jsonl`);
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace('"fact"', "fact"));
    const { runs, clusters, text } = await look();
    assert.deepEqual(runs.map(({ name, outcome, resume }) => [name, outcome, resume]), [[`a_${id}`, "damaged", ""]]);
    assert.deepEqual(clusters.map(({ cluster_name, status }) => [cluster_name, status]), [["a", "created"]]);
    assert.match(text, /damaged/);
  }));

Deno.test("decision 3.38: a run whose process is at work is running, and nobody is told to resume it", () =>
  withShelf(async ({ run, look, folder }) => {
    await run("a", 30, [passed]);
    const lock = await tryFileLock(join(folder, "runs", "123456789012_us-west-2_a.lock"), {
      pid: 1,
      host: "h",
      user: "u",
      command: "c",
    });
    assert.ok("release" in lock);
    const { runs: [during], clusters: [cluster] } = await look();
    assert.deepEqual([during.outcome, during.resume], ["running", ""]);
    assert.deepEqual([cluster.status, cluster.next], ["running", "deno task watch --cluster a --region us-west-2"]);
    lock.release();
    const { runs: [after] } = await look();
    assert.equal(after.outcome, "broken_off");
  }));

Deno.test("status: one line per cluster and region, as its newest run left it, with the command that helps now", () =>
  withShelf(async ({ run, state, look }) => {
    const old = await run("a", 900, [passed, end("failed")]);
    await state("a", old, { status: "failed", headnode_ip: "" });
    const made = await run("a", 600, [passed, end("created")]);
    await state("a", made, { status: "created", headnode_ip: "203.0.113.7", region_az: "us-west-2b" });
    await run("a", 300, [end("failed")]);
    const elsewhere = await run("a", 60, [passed, end("interrupted")], { region: "eu-west-1" });
    const { clusters, text } = await look();
    assert.deepEqual(clusters, [
      {
        cluster_name: "a",
        region: "eu-west-1",
        region_az: "",
        status: "interrupted",
        account: "",
        headnode_ip: "",
        deadline: "",
        run_id: elsewhere,
        next: `deno task create --resume a_${elsewhere}`,
      },
      {
        cluster_name: "a",
        region: "us-west-2",
        region_az: "us-west-2b",
        status: "created",
        account: "123456789012",
        headnode_ip: "203.0.113.7",
        deadline: "",
        run_id: made,
        next: "ssh -i /k.pem ubuntu@203.0.113.7",
      },
    ]);
    assert.match(text, /a {2}us-west-2 {2}created {6}203\.0\.113\.7\n {4}ssh -i/);
  }));

Deno.test("status: where a person has options of OpenSSH for head nodes, the login is the one that heeds them", () =>
  withShelf(async ({ run, state, look, folder }) => {
    const made = await run("a", 600, [passed, end("created")]);
    await state("a", made, { status: "created", headnode_ip: "203.0.113.7" });
    await Deno.mkdir(join(folder, "ssh"));
    await Deno.writeTextFile(join(folder, "ssh", "config"), "Port 2222\n");
    const { clusters } = await look();
    assert.equal(clusters[0].next, "deno task ssh --cluster a --region us-west-2");
  }));

Deno.test("status: a state record outlives its journal, a damaged one hides nothing and is told by name", () =>
  withShelf(async ({ state, look, folder }) => {
    await state("a", "20260101000000", { status: "created", headnode_ip: "" });
    await state("a", "20260102000000", { status: "created", headnode_ip: "" });
    await Deno.writeTextFile(join(folder, "state_b_20260101000000.json"), "{");
    await Deno.writeTextFile(join(folder, "runs", "c_20260101000000.jsonl"), "?\n");
    const { clusters, damaged, runs, text } = await look();
    assert.deepEqual(damaged.map(({ path, why }) => [path, why.code]), [
      [join(folder, "state_b_20260101000000.json"), "DAY-RUN-009"],
    ]);
    assert.match(text, /cannot be read: \S+state_b_20260101000000\.json: it cannot be read/);
    assert.match(text, /c_20260101000000.*damaged.*\n {4}\S+c_20260101000000\.jsonl:1: this is not a line/);
    assert.deepEqual(clusters.map(({ run_id, next }) => [run_id, next]), [
      ["20260102000000", "pcluster describe-cluster -n a --region us-west-2"],
    ]);
    assert.deepEqual(runs.map(({ outcome }) => outcome), ["damaged"]);
  }));

Deno.test("status: nothing at all says how to begin", () =>
  withShelf(async ({ look }) => {
    const { text } = await look();
    const nothing = { clusters: [], damaged: [] };
    assert.equal(
      text,
      "no cluster is recorded; to create one, see: deno task create --help\nruns, newest first:\n  none",
    );
    assert.deepEqual(answer(nothing, undefined).json, { clusters: [], damaged: [] });
    assert.deepEqual(answer(nothing, []).json, { clusters: [], damaged: [], runs: [] });
  }));

Deno.test("status: one that is not recorded is told from none at all, and those that are recorded are listed", () =>
  withShelf(async ({ state, run, look }) => {
    await state("a", "20260101000000", { status: "created", headnode_ip: "" });
    await run("b", 60, [{ fact: "preflight_passed" }], { region: "eu-west-1" });
    const { clusters, damaged, runs } = await look();
    const all = { clusters, damaged };
    const others = "  a  us-west-2  created\n  b  eu-west-1  broken_off";
    const named = ({ json: { clusters } }: ReturnType<typeof answer>) =>
      (clusters as RecordedClusters["clusters"]).map(({ cluster_name, region }) => `${cluster_name} ${region}`);
    const nope = answer(all, runs, { cluster: "nope" });
    assert.equal(nope.text, `no cluster nope is recorded; recorded are:\n${others}\nruns, newest first:\n  none`);
    assert.deepEqual(nope.json, { clusters: [], damaged, runs: [] });
    const elsewhere = answer(all, undefined, { cluster: "a", region: "eu-west-1" });
    assert.equal(elsewhere.text, `no cluster a in eu-west-1 is recorded; recorded are:\n${others}`);
    const found = answer(all, runs, { cluster: "b" });
    assert.deepEqual([named(found), found.json.damaged, found.json.runs], [["b eu-west-1"], damaged, runs]);
    const here = answer(all, undefined, { region: "us-west-2" });
    assert.deepEqual([named(here), here.json.runs], [["a us-west-2"], undefined]);
    assert.deepEqual(answer(all, runs, { region: "us-west-2" }).json.runs, []);
  }));
