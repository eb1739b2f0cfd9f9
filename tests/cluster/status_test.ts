import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { rounds } from "../../bench/rounds.ts";
import type { Clock } from "../../lib/host/clock.ts";
import type { ClusterStatus } from "../../lib/cluster/status/cluster_status.ts";
import { demo } from "../e2e/program.ts";
import { eventually } from "../support/eventually.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere, startHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { writeProgram } from "./run_world.ts";

/** The limit of a head node lasts until the test lets it pass; `open`: how many of them run. */
function heldClock() {
  const open = new Set<() => void>();
  let begun = 0;
  const hurried = hurriedClock();
  const clock: Clock = {
    ...hurried,
    sleep(milliseconds, signal) {
      if (milliseconds !== 10_000) return hurried.sleep(milliseconds, signal);
      begun++;
      return new Promise((resolve, reject) => {
        open.add(resolve);
        signal?.addEventListener("abort", () => {
          open.delete(resolve);
          reject(signal.reason);
        });
      });
    },
  };
  return {
    clock,
    begun: () => begun,
    open: () => open.size,
    pass: () => open.forEach((resolve) => resolve()),
  };
}

type Document = {
  readonly account: string;
  readonly clusters: readonly ClusterStatus[];
  readonly unread: readonly { readonly region: string; readonly why: string }[];
  readonly error?: { readonly code: string };
};

type World = {
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly config: string;
  create(cluster: string): Promise<void>;
  status(...words: readonly string[]): Promise<Document & { readonly code: number; readonly err: string }>;
};

/** Head nodes answer as their cluster's name says: `hung` never, another one like Slurm. */
const ssh = `case "$*" in
  */hung.*) exec sleep 1000 ;;
  *) echo noise; echo 'queue i8'; echo 'queue i128'; echo 'job i8 RUNNING'; echo 'job i8 PENDING'; echo 'end of answer' ;;
esac`;

async function worldIn(sandbox: Sandbox): Promise<World> {
  const double = await installDouble(sandbox);
  const bin = await Deno.makeTempDir({ dir: sandbox.folder });
  await writeProgram(bin, "ssh", ssh);
  const env = { ...double, PATH: [bin, double.PATH].join(delimiter) };
  return {
    sandbox,
    env,
    config: join(sandbox.home, ".config", "daylily"),
    async create(cluster) {
      const made = await programHere([...demo, "--cluster", cluster], { env: double, clock: hurriedClock() });
      assert.equal(made.code, 0, made.err);
    },
    async status(...words) {
      const { code, out, err } = await programHere(["status", "--output", "json", ...words], {
        env,
        clock: hurriedClock(),
      });
      return { ...JSON.parse(out), code, err };
    },
  };
}

/** As if somebody else had made it: nothing of it is recorded here. */
async function forget({ config }: World, cluster: string): Promise<void> {
  for (const folder of [config, join(config, "runs")]) {
    for (const { name } of await Array.fromAsync(Deno.readDir(folder))) {
      if (name.includes(`_${cluster}_`) || name.startsWith(`${cluster}_`)) await Deno.remove(join(folder, name));
    }
  }
}

const unknowns = ({ unknown }: ClusterStatus) => unknown.map(({ what, why }) => `${what}: ${why}`);

Deno.test(
  "decisions 3.53 and 3.55: the status of clusters",
  sharedSandbox({ settings: { secondsOfCreation: 0, networkSeconds: 0, secondsOfDeletion: 0 } }, async (step) => {
    await step(
      "issue 16: three clusters, one of somebody else, one whose head node hangs: complete within one limit",
      async (sandbox) => {
        const world = await worldIn(sandbox);
        for (const cluster of ["demo", "hung", "theirs"]) await world.create(cluster);
        await forget(world, "theirs");
        sandbox.clearRequests();
        const held = heldClock();
        const argv = ["status", "--output", "json", "--region", "us-west-2"];
        const running = startHere(argv, { env: world.env, clock: held.clock });
        await eventually("one head node left", () => held.begun() === 3 && held.open() === 1);
        held.pass();
        const { code, out, err } = await running.ended;
        running.compareWithPolicy();
        assert.equal(code, 0, err);
        const { account, clusters: [one, hung, theirs, ...more] }: Document = JSON.parse(out);
        assert.deepEqual([account, more], [one.account, []]);
        const seen = (each: ClusterStatus) => [each.cluster_name, each.ours, each.state, each.account, unknowns(each)];
        assert.deepEqual([one, hung, theirs].map(seen), [
          ["demo", true, "CREATE_COMPLETE", account, []],
          ["hung", true, "CREATE_COMPLETE", account, ["queues: no answer within 10 s"]],
          ["theirs", false, "CREATE_COMPLETE", account, [
            "queues: no record says which private key logs in to the head node",
          ]],
        ]);
        assert.deepEqual([one.queues, one.jobs, hung.queues, hung.jobs, theirs.jobs], [
          [{ name: "i128", running: 0, pending: 0 }, { name: "i8", running: 1, pending: 1 }],
          { running: 1, pending: 1 },
          ...[null, null, null],
        ]);
        // Head node, 4800 GiB of scratch storage, NAT gateway and two addresses, by the list of prices.
        for (const { spend, head_node, budget, cluster_name, next_heartbeat } of [one, hung, theirs]) {
          assert.deepEqual([spend?.usd_per_hour, spend?.uncounted], [1.5047, []]);
          assert.deepEqual([head_node?.type, head_node?.state], ["r7i.2xlarge", "running"]);
          assert.deepEqual([budget?.name, budget?.limit_usd], [`da-us-west-2b-${cluster_name}`, 200]);
          assert.ok(Date.parse(next_heartbeat ?? "") > Date.now());
        }
        const count = rounds(sandbox.requests());
        assert.ok(count <= 4, `${count} rounds`);

        // The same for people: 80 columns, and nothing but text.
        const { out: text } = await programHere(["status", "--cluster", "theirs"], {
          env: world.env,
          clock: hurriedClock(),
        });
        assert.match(
          text,
          /^account \d+, us-west-2: 1 cluster\n\ntheirs {2}us-west-2b {2}CREATE_COMPLETE {2}created elsewhere\n/,
        );
        assert.match(text, /\n {2}spend +at least 0\.\d\d USD so far; 1\.50 USD an hour now\n/);
        assert.match(text, /\n {2}unknown +queues: no record says which private key logs in to the head node\n/);
        assert.deepEqual(text.split("\n").filter((line) => line.length > 80), []);
      },
    );

    await step("what cannot be read is named with its reason, and hides nothing else", async (sandbox) => {
      const world = await worldIn(sandbox);
      await world.create("demo");
      const denied: Readonly<Record<string, readonly (keyof ClusterStatus)[]>> = {
        "ec2:DescribeInstances": ["head_node", "compute_nodes", "queues", "spend"],
        "fsx:DescribeFileSystems": ["spend"],
        "ec2:DescribeNatGateways": ["spend"],
        "scheduler:GetSchedule": ["deadline", "next_heartbeat"],
        "budgets:DescribeBudget": ["budget"],
        "pricing:GetProducts": [],
      };
      for (const [action, lost] of Object.entries(denied)) {
        sandbox.settings.denied.splice(0, Infinity, action);
        const { code, clusters: [cluster] } = await world.status("--region", "us-west-2");
        assert.equal(code, 0, action);
        const keys = ["state", "head_node", "compute_nodes", "queues", "spend", "deadline", "budget", "next_heartbeat"];
        const nulls = keys.filter((key) => cluster[key as keyof ClusterStatus] === null && key !== "queues");
        assert.deepEqual([action, nulls], [action, lost.filter((key) => key !== "queues")]);
        const named = cluster.unknown.filter(({ why }) => why.includes("Permission denied")).length;
        assert.ok(named >= new Set(lost).size - (lost.includes("compute_nodes") ? 1 : 0), action);
      }
      sandbox.settings.denied.splice(0, Infinity, "cloudformation:DescribeStacks");
      const blind = await world.status("--region", "us-west-2");
      assert.deepEqual([blind.code, blind.error?.code, blind.unread.map(({ region }) => region)], [2, "DAY-AWS-001", [
        "us-west-2",
      ]]);
      assert.deepEqual(blind.clusters.map(({ cluster_name, state }) => [cluster_name, state]), [["demo", null]]);
      sandbox.settings.denied.length = 0;

      // Nobody to ask as, or nobody who answers to it: what is recorded, exit 0.
      const nobody = { ...world.env, AWS_PROFILE: "" };
      const recorded = await programHere(["status"], { env: nobody, clock: hurriedClock() });
      assert.equal(recorded.code, 0, recorded.err);
      assert.match(
        recorded.out,
        /^clusters from the records of this machine \(AWS could not be asked\)[\s\S]*AWS could not be asked: No AWS profile was named/,
      );
      sandbox.clearRequests();
      assert.equal((await world.status("--runs")).code, 0);
      assert.deepEqual(sandbox.requests(), []);
      for (const words of ["--runs --watch", "--runs --all-regions", "--all-regions --region us-west-2", "--watch"]) {
        const refused = await world.status(...words.split(" "));
        assert.deepEqual([words, refused.code, refused.error?.code], [words, 1, "DAY-USE-001"]);
      }

      // Again and again, until somebody stops it.
      const watching = startHere(["status", "--watch"], { env: world.env, clock: hurriedClock() });
      const looks = () =>
        watching.said().out.match(/^demo {2}us-west-2b {2}CREATE_COMPLETE {2}created here$/gm)?.length ?? 0;
      await eventually("a second look", () => looks() >= 2);
      watching.signal("SIGINT");
      assert.equal((await watching.ended).code, 130);

      // A colleague has deleted it.
      await sandbox.calls.query("cloudformation", "DeleteStack", { StackName: "demo" }, { region: "us-west-2" });
      const [gone] = (await world.status("--all-regions")).clusters;
      assert.deepEqual([gone.state, gone.status, gone.next, gone.unknown], [
        ...["absent", "created", "deno task audit --cluster demo --region us-west-2"],
        [],
      ]);
    });
  }),
);
