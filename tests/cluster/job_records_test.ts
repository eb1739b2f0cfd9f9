import assert from "node:assert/strict";
import { join } from "node:path";
import { rounds } from "../../bench/rounds.ts";
import type { Clock } from "../../lib/host/clock.ts";
import type { ClusterStatus } from "../../lib/cluster/status/cluster_status.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { onWideCluster, wide } from "./wide_place.ts";

const hour = 3_600_000;
const gap = 10;

/** Ten hours after the creation; the limit of a head node never passes. */
function later(): Clock {
  const hurried = hurriedClock(new Date(Date.now() + gap * hour).toISOString());
  return {
    ...hurried,
    sleep: (milliseconds, signal) =>
      milliseconds === 10_000 ? new Promise(() => {}) : hurried.sleep(milliseconds, signal),
  };
}

type Job = {
  readonly name?: string;
  readonly state?: string;
  readonly nodes: string;
  /** Hours since the creation. */
  readonly time?: readonly [number, number];
  readonly folder?: string;
};

/** As the plugin of Slurm writes it, in the time of the head node. */
function record(
  { name = "align", state = "COMPLETED", nodes, time: [from, to] = [1, 2], folder = "/fsx/x" }: Job,
  created: Date,
) {
  const local = (hours: number) =>
    new Date(created.getTime() + (hours + 5.5) * hour).toISOString().slice(0, "2026-01-01T00:00:00".length);
  return `JobId=7 UserId=ubuntu(1000) GroupId=ubuntu(1000) Name=${name} JobState=${state} Partition=i8 TimeLimit=UNLIMITED ` +
    `StartTime=${local(from)} EndTime=${
      local(to)
    } NodeList=${nodes} NodeCnt=1 ProcCnt=8 WorkDir=${folder} ReservationName= ` +
    `Tres=cpu=8,node=1 Account= QOS= WcKey= Cluster=unknown SubmitTime=${local(from)} EligibleTime=${local(from)} ` +
    "DerivedExitCode=0:0 ExitCode=0:0 \n";
}

type World = {
  readonly sandbox: Sandbox;
  /** What the records say. */
  write(text: string): Promise<void>;
  /** The same of jobs. */
  jobs(...jobs: readonly Job[]): Promise<void>;
  status(): Promise<ClusterStatus>;
  text(): Promise<string>;
};

/** With Spot prices of the types for small jobs. */
function onCluster(body: (world: World) => Promise<void>) {
  return onWideCluster(async ({ sandbox, env, head }) => {
    const prices = {
      "r7i.2xlarge": 0.3,
      "r6i.2xlarge": 0.2,
      "r7a.2xlarge": null,
      "r6a.2xlarge": 0.25,
      "r5.2xlarge": 0.4,
    };
    Object.assign(sandbox.settings.spotPrices, prices);
    const asked = async (...words: readonly string[]) => {
      const argv = ["status", "--region", "us-west-2", ...words];
      const { code, out, err } = await programHere(argv, { env, clock: later() });
      assert.equal(code, 0, err);
      return out;
    };
    const status = async () => JSON.parse(await asked("--output", "json")).clusters[0] as ClusterStatus;
    const created = new Date((await status()).created ?? "");
    const write = (text: string) => Deno.writeTextFile(join(head, "slurm/job_completions.txt"), text);
    const jobs = (...all: readonly Job[]) => write(all.map((job) => record(job, created)).join(""));
    await body({ sandbox, write, jobs, status, text: () => asked() });
  }, wide);
}

const endedIn = ({ spend }: ClusterStatus) => [spend?.usd_ended, spend?.uncounted];

Deno.test(
  "decision 3.53: nodes that are gone are counted by the job records, each moment once, at the cheapest price they may have had",
  onCluster(async ({ sandbox, jobs, status, text }) => {
    const without = await status();
    assert.deepEqual(endedIn(without), [0, []]);
    assert.ok(without.queues !== null);

    const cases: readonly (readonly [string, number, ...Job[]])[] = [
      ["an hour of one node", 0.2, { nodes: "i8-dy-r8-1" }],
      ["blanks and marks in names", 0.2, {
        nodes: "i8-dy-r8-1",
        name: "a b=c StartTime=d EndTime=",
        folder: "/fsx/x y",
      }],
      ["a job that never had a node", 0, { nodes: "(null)", state: "CANCELLED" }],
      ["jobs side by side and one after another", 0.6, { nodes: "i8-dy-r8-1", time: [1, 3] }, {
        nodes: "i8-dy-r8-1",
        time: [2, 4],
      }, { nodes: "i8-dy-r8-1", time: [1, 4] }],
      ["a job on several nodes, another one on one of them", 0.8, { nodes: "i8-dy-r8-[1-3,7]" }, {
        nodes: "i8-dy-r8-2",
      }],
      ["nodes of two kinds in one list", 0.7, { nodes: "i8-dy-r8-1,i8ondemand-dy-r8-1" }],
      ["before the creation and after now", 2, { nodes: "i8-dy-r8-1", time: [-5, 50] }],
      [
        "a node that may never have been there",
        0.1,
        { nodes: "i8-dy-r8-1", state: "NODE_FAIL", time: [1, 1 + 2 / 3] },
        {
          nodes: "i8-dy-r8-2",
          state: "CANCELLED",
          time: [2, 2 + 1 / 6],
        },
      ],
    ];
    for (const [what, usd, ...all] of cases) {
      await jobs(...all);
      assert.deepEqual([what, ...endedIn(await status())], [what, usd, []]);
    }

    await jobs({ nodes: "i8-dy-r8-[1-2]", time: [1, 5] });
    sandbox.clearRequests();
    const { spend } = await status();
    const count = rounds(sandbox.requests());
    assert.ok(count <= 4, `${count} rounds`);
    assert.equal(spend?.usd_per_hour, without.spend?.usd_per_hour);
    const more = (spend?.usd_at_least ?? 0) - (without.spend?.usd_at_least ?? 0);
    assert.ok(more > 1.55 && more < 1.75, String(more));
    const told = await text();
    assert.match(told, /\d USD so far, 1\.60 of it for nodes that are gone;\s/);
    assert.deepEqual(told.split("\n").filter((line) => line.length > 80 && !line.startsWith("  ssh ")), []);
  }),
);

Deno.test(
  "decision 3.53: a node that runs is counted since its launch, and not by the job records as well",
  onCluster(async ({ sandbox, jobs, status }) => {
    await jobs({ nodes: "i8-dy-r8-1", time: [1, 4] }, { nodes: "i8-dy-r8-2" }, { nodes: "i8-dy-m8-1", time: [1, 1.5] });
    const before = await status();
    const usd = before.spend?.usd_ended ?? 0;
    const tags = [["cluster-name", "demo"], ["node-type", "Compute"], ["queue-name", "i8"], [
      "compute-resource-name",
      "r8",
    ]];
    const tag = tags.flatMap(([key, value], at) => [
      [`TagSpecification.1.Tag.${at + 1}.Key`, `parallelcluster:${key}`],
      [`TagSpecification.1.Tag.${at + 1}.Value`, value],
    ]);
    await sandbox.calls.query("ec2", "RunInstances", {
      ...{ ImageId: "ami-0da11ca000000003d", MinCount: "1", MaxCount: "1", InstanceType: "r7i.2xlarge" },
      "TagSpecification.1.ResourceType": "instance",
      ...Object.fromEntries(tag),
    });
    const after = await status();
    assert.equal(after.compute_nodes, 1);
    // Three of the four hours in that compute resource may be those of the node that runs.
    assert.equal(Math.round(((after.spend?.usd_ended ?? 0) - usd) * 100), -60);
    assert.ok((after.spend?.usd_per_hour ?? 0) > (before.spend?.usd_per_hour ?? 0));
  }),
);

Deno.test(
  "decision 3.53: of a record that cannot be read, and a node that nobody knows, there is no number, and it is said",
  onCluster(async ({ sandbox, jobs, write, status, text }) => {
    const imitated = "x JobState=COMPLETED Partition=i8 TimeLimit=1 StartTime=2026-01-01T00:00:00 " +
      "EndTime=2027-01-01T00:00:00 NodeList=i8-dy-r8-9 NodeCnt=1 y";
    const good: Job = { nodes: "i8-dy-r8-1" };
    const unread = ["job records that cannot be read"];
    const cases: readonly (readonly [readonly string[], ...Job[]])[] = [
      [unread, { ...good, name: imitated }],
      [unread, { ...good, folder: imitated }],
      [unread, { nodes: "i8-dy-r8-[1-" }],
      [unread, { nodes: "i8-dy-r8-1", time: [3, 2] }],
      [["nodes of ended jobs in i9/r8"], { nodes: "i9-dy-r8-1" }],
      [["nodes of ended jobs in i8/r9"], { nodes: "i8-dy-r9-1" }],
      [["nodes of ended jobs"], { nodes: "node1" }],
    ];
    for (const [uncounted, ...all] of cases) {
      await jobs(good, ...all);
      assert.deepEqual(endedIn(await status()), [0.2, uncounted]);
    }
    await jobs({ ...good, name: "two\nlines" });
    assert.deepEqual(endedIn(await status()), [0, unread]);
    await write("JobId=1 UserId=x");
    assert.deepEqual(endedIn(await status()), [0, unread]);
    await write("");
    assert.deepEqual(endedIn(await status()), [0, []]);

    await jobs(...Array<Job>(20_001).fill(good));
    assert.deepEqual(endedIn(await status()), [0.2, ["the job records beyond the newest ones"]]);

    // Nobody knows the types any more.
    await jobs(good);
    const config = join(sandbox.home, ".config", "daylily");
    const [file] = [...Deno.readDirSync(config)].map(({ name }) => name).filter((name) =>
      /^demo_cluster_\d+\.yaml$/.test(name)
    );
    await Deno.remove(join(config, file));
    assert.deepEqual(endedIn(await status()), [0, ["nodes of ended jobs in i8/r8"]]);
    assert.match(await text(), /unknown +spend: no price is known for nodes of ended jobs in i8\/r8/);
  }),
);
