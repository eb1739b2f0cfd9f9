import assert from "node:assert/strict";
import { join } from "node:path";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { worldCalls } from "../support/world_calls.ts";
import { counts, deletions } from "./deletion_world.ts";

const yes = "delete --cluster demo --region us-west-2 --yes --non-interactive --output json";

type Item = { readonly kind: string; readonly name: string; readonly why: string };
const kinds = (items: readonly Item[]) => items.map(({ kind }) => kind).sort();
const gone = { instances: 0, fileSystems: 0, tables: 0, topics: 0, subscriptions: 0, schedules: 0 };

Deno.test(
  "delete: what goes and what stays",
  deletions(async (step) => {
    await step(
      "decision 3.57: cluster and heartbeat go, all else stays; the plan has shown just that and changed nothing; at most 30 requests",
      async ({ sandbox, run, operations }) => {
        const before = await counts(sandbox);
        const plan = await run("delete-cluster --cluster-name demo --dry-run --output json");
        assert.equal(plan.code, 0, plan.err);
        assert.deepEqual(await counts(sandbox), before);
        assert.ok(sandbox.requests().every(({ mutating }) => !mutating));
        assert.equal((await journals(sandbox.home)).length, 1);
        sandbox.clearRequests();

        const { code, out, err } = await run(yes);
        assert.equal(code, 0, err);
        const [planned, done] = [JSON.parse(plan.out), JSON.parse(out)];
        assert.deepEqual([planned.status, done.status, planned.task], ["planned", "deleted", "delete"]);
        assert.deepEqual(kinds(done.deleted), ["cluster", "file-system", "schedule", "topic"]);
        const byName = (items: readonly Item[]) => items.map(({ kind, name }) => `${kind} ${name}`).sort();
        assert.deepEqual(byName(done.deleted), byName(planned.deleted));
        assert.deepEqual([done.kept, done.left, done.next], [planned.kept, [], []]);
        const kept = "budget budget managed-policy network-stack scheduler-role tags-table-line tags-table-line";
        assert.deepEqual(kinds(done.kept), kept.split(" "));
        assert.deepEqual(await counts(sandbox), { ...before, ...gone });
        assert.ok(operations().length <= 30, operations().join(" "));
        const order = operations().filter((each) => each.startsWith("Delete"));
        assert.deepEqual(order, ["DeleteSchedule", "DeleteTopic", "DeleteObjects"]);
      },
    );

    await step(
      "decisions 3.24, 3.44, 3.50: a deletion has a journal, a log and a record with what is still remembered, and status tells it",
      async ({ sandbox, run }) => {
        assert.equal((await run(yes)).code, 0);
        const facts = await newestJournal(sandbox.home);
        assert.deepEqual(facts.slice(0, 2).map(({ fact }) => fact), ["run", "caller"]);
        assert.deepEqual([facts[0].operation, facts.at(-1)?.status], ["delete", "deleted"]);
        const { status, resources, heartbeat, run_id } = await newestRecord(sandbox.home);
        assert.deepEqual([status, run_id], ["deleted", facts[0].run_id]);
        const layers = (resources as readonly Item[]).map(({ kind }) => kind);
        assert.ok(layers.includes("network-stack") && layers.includes("budget"));
        assert.deepEqual(layers.filter((kind) => /cluster|topic|subscription|schedule$/.test(kind)), []);
        assert.deepEqual([heartbeat.topic_arn, heartbeat.schedule_name, heartbeat.email], ["", "", "demo@example.org"]);

        const told = JSON.parse((await run("status --runs --output json")).out);
        assert.deepEqual(told.clusters.map((each: Told) => [each.status, each.next, each.headnode_ip]), [
          ["deleted", "", ""],
        ]);
        assert.deepEqual(told.runs.map((each: Told) => [each.outcome, each.resume]), [["deleted", ""], [
          "created",
          "",
        ]]);
        assert.match((await run("status")).out, /^account \d+, us-west-2: no cluster$/m);
        assert.match((await run("status --cluster demo")).out, /^demo {2}us-west-2b {2}deleted {2}created here$/m);
      },
    );

    await step(
      "decision 3.36: deleted before, or behind our back: the rest goes, exit 0, and then nothing is left to do",
      async ({
        sandbox,
        run,
        stackDeletions,
      }) => {
        await worldCalls(sandbox.endpoint).query("cloudformation", "DeleteStack", { StackName: "demo" });
        sandbox.passTime(60);
        sandbox.clearRequests();
        const first = await run("delete --cluster demo --yes --output json");
        assert.equal(first.code, 0, first.err);
        assert.deepEqual(kinds(JSON.parse(first.out).deleted), ["schedule", "topic"]);
        assert.equal(stackDeletions(), 0);
        // Nobody is asked where there is nothing to agree to.
        const again = await run("delete --cluster demo --non-interactive --output json");
        assert.equal(again.code, 0, again.err);
        const { status, deleted, run_id } = JSON.parse(again.out);
        assert.deepEqual([status, deleted, run_id], ["deleted", [], ""]);
        assert.equal((await journals(sandbox.home)).length, 2);
      },
    );

    await step(
      "--purge-budget: the cluster's own budget and line, never those that all share",
      async ({ sandbox, run }) => {
        const { code, out, err } = await run(`${yes} --purge-budget`);
        assert.equal(code, 0, err);
        const { deleted, kept } = JSON.parse(out);
        assert.deepEqual(kinds(deleted), ["budget", "cluster", "file-system", "schedule", "tags-table-line", "topic"]);
        assert.ok(kept.some(({ name }: Item) => name === "daylily-global"));
        assert.equal((await counts(sandbox)).budgets, 1);
        const bucket = "sandbox-omics-analysis-us-west-2";
        const path = `/${bucket}/data/budget_tags/pcluster-project-budget-tags.tsv`;
        const table = await worldCalls(sandbox.endpoint).get("s3", path);
        assert.doesNotMatch(table, /da-us-west-2b-demo/);
        assert.match(table, /daylily-global/);
        // A plain deletion leaves them, and purging goes on later.
        const later = await run(`${yes} --purge-budget`);
        assert.deepEqual([later.code, JSON.parse(later.out).deleted], [0, []]);
      },
    );

    await step(
      "--purge-budget after a plain deletion; a budget that others had made stays",
      async ({ sandbox, run }) => {
        assert.equal((await run(yes)).code, 0);
        await rewriteJournals(
          sandbox.home,
          (line) => line.kind === "tags-table-line" && line.fact === "remembered" ? { ...line, origin: "found" } : line,
        );
        const { code, out, err } = await run(`${yes} --purge-budget`);
        assert.equal(code, 0, err);
        const { deleted, kept } = JSON.parse(out);
        assert.deepEqual(
          deleted.map(({ name }: Item) => name),
          ["da-us-west-2b-demo"],
        );
        assert.match(JSON.stringify(kept), /it existed before the run/);
      },
    );

    await step(
      "--network-if-last: in use by another cluster it stays and says so; afterwards it goes",
      async ({ sandbox, run }) => {
        const subnet = /<subnetId>([^<]*)</.exec(
          await sandbox.calls.query("ec2", "DescribeSubnets", {
            "Filter.1.Name": "tag:Name",
            "Filter.1.Value.1": "*Public Subnet*",
          }),
        )?.[1] ?? "";
        const launched = await sandbox.calls.query("ec2", "RunInstances", {
          ...{ ImageId: "ami-12c6146b", MinCount: "1", MaxCount: "1", SubnetId: subnet },
          "TagSpecification.1.ResourceType": "instance",
          "TagSpecification.1.Tag.1.Key": "parallelcluster:cluster-name",
          "TagSpecification.1.Tag.1.Value": "demo-2",
        });
        const first = await run(`${yes} --network-if-last`);
        assert.equal(first.code, 0, first.err);
        assert.match(
          JSON.stringify(JSON.parse(first.out).kept),
          /network of us-west-2b","why":"in use by cluster demo-2/,
        );
        assert.equal((await counts(sandbox)).vpcSet, 2);
        const id = /<instanceId>([^<]*)</.exec(launched)?.[1] ?? "";
        await sandbox.calls.query("ec2", "TerminateInstances", { "InstanceId.1": id });
        const second = await run(`${yes} --network-if-last`);
        assert.deepEqual(kinds(JSON.parse(second.out).deleted), ["network-stack"], second.err);
        assert.equal((await counts(sandbox)).vpcSet, 1);
        const third = await run(`${yes} --network-if-last`);
        assert.equal(third.code, 0, third.err);
        assert.doesNotMatch(third.out, /network/, "a network that went with the cluster is not kept");
      },
    );

    await step(
      "decision 3.57: a file system that an earlier cluster left is never said to be deleted, alone or beside a new cluster",
      async ({ sandbox, env, run }) => {
        assert.equal((await run(yes)).code, 0);
        const retaining = await programHere([...demo, "--set", "auto_delete_fsx=Retain"], {
          env,
          clock: hurriedClock(),
        });
        assert.equal(retaining.code, 0, retaining.err);
        assert.equal((await run(yes)).code, 0);
        const again = JSON.parse((await run(yes)).out);
        const fileSystems = (items: readonly Item[]) => items.filter(({ kind }) => kind === "file-system");
        assert.deepEqual([again.deleted, fileSystems(again.kept).length], [[], 1]);
        assert.match(fileSystems(again.kept)[0].why, /left by an earlier cluster of this name; it continues to cost/);
        const made = await programHere(demo, { env, clock: hurriedClock() });
        assert.equal(made.code, 0, made.err);
        const exported = await run(`export --cluster demo --region us-west-2 --output-dir ${sandbox.folder}`);
        assert.equal(exported.code, 0, exported.err);
        const third = JSON.parse((await run(yes)).out);
        assert.deepEqual(
          fileSystems(third.kept).map(({ name }) => name),
          fileSystems(again.kept).map(({ name }) => name),
        );
        assert.equal(fileSystems(third.deleted).length, 1);
        assert.equal((await counts(sandbox)).fileSystems, 1);
      },
    );

    await step(
      "a creation that was broken off is ended with its cluster: create does not ask about it any more",
      async ({
        sandbox,
        run,
      }) => {
        await rewriteJournals(sandbox.home, (line) => line.fact === "end" ? undefined : line);
        assert.match((await run("status --runs")).out, /broken_off[\s\S]*create --resume/);
        assert.equal((await run(yes)).code, 0);
        const { runs } = JSON.parse((await run("status --runs --output json")).out);
        assert.deepEqual(runs.map((each: Told) => [each.outcome, each.resume]), [["deleted", ""], ["superseded", ""]]);
      },
    );
  }),
);

type Told = Readonly<Record<"status" | "next" | "headnode_ip" | "outcome" | "resume", string>>;
type Line = Readonly<Record<string, string>>;

async function journals(home: string): Promise<readonly string[]> {
  const folder = join(home, ".config", "daylily", "runs");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.filter((name) => name.endsWith(".jsonl")).sort().map((name) => join(folder, name));
}

async function newestJournal(home: string): Promise<readonly Line[]> {
  const text = await Deno.readTextFile((await journals(home)).at(-1) ?? "");
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

async function rewriteJournals(home: string, change: (line: Line) => object | undefined): Promise<void> {
  for (const path of await journals(home)) {
    const lines = (await Deno.readTextFile(path)).trim().split("\n").map((line) => change(JSON.parse(line)));
    await Deno.writeTextFile(
      path,
      lines.flatMap((line) => line === undefined ? [] : [JSON.stringify(line) + "\n"]).join(""),
    );
  }
}

async function newestRecord(home: string) {
  const folder = join(home, ".config", "daylily");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const name = names.filter((each) => each.startsWith("state_")).sort().at(-1) ?? "";
  return JSON.parse(await Deno.readTextFile(join(folder, name)));
}
