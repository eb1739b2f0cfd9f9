import assert from "node:assert/strict";
import { join } from "node:path";
import { deletions, type DeletionWorld } from "./deletion_world.ts";

const remove = "delete --cluster demo --region us-west-2";

/** Nothing was asked to be changed: neither by us nor by `pcluster`. */
function assertUntouched({ sandbox }: DeletionWorld, why: string): void {
  const changes = sandbox.requests().filter(({ mutating }) => mutating).map(({ operation }) => operation);
  assert.deepEqual(changes, [], why);
}

const fileSystem = (tags: readonly { readonly Key: string; readonly Value: string }[]) => ({
  FileSystemType: "LUSTRE",
  StorageCapacity: 1200,
  SubnetIds: ["subnet-1"],
  LustreConfiguration: { DeploymentType: "SCRATCH_2" },
  Tags: tags,
});

Deno.test(
  "delete: bad input changes nothing",
  deletions(async (step) => {
    await step(
      "headnode case 13, B3: a name that only begins like a cluster's, a wrong region, an unknown name: exit 1",
      async (world) => {
        for (
          const words of [
            "--cluster dem --region us-west-2",
            "--cluster demo2 --region us-west-2",
            "--cluster demo --region us-east-1",
          ]
        ) {
          const { code, err } = await world.run(`delete ${words} --yes`);
          assert.equal(code, 1, err);
          assert.match(err, /^error DAY-CLU-001: there is no cluster \w+ in us-(west-2|east-1)/m);
          assertUntouched(world, words);
        }
      },
    );

    await step(
      "headnode cases 15 and 16: only the exact phrase; file systems by exact tag, untagged ones are no matter",
      async (world) => {
        const { sandbox, run } = world;
        const target = "AWSSimbaAPIService_v20180301.CreateFileSystem";
        const tag = "parallelcluster:cluster-name";
        for (const tags of [[], [{ Key: tag, Value: "demo-2" }], [{ Key: "Name", Value: "demo" }]]) {
          await sandbox.calls.json("fsx", target, fileSystem(tags));
        }
        for (const line of ["please delete ", " please delete", "yes", "Please delete", "", "y"]) {
          const { code, err } = await run(remove, { typed: [line] });
          assert.equal(code, 1, err);
          assert.match(err, /^error DAY-PROMPT-003: nothing was deleted/m);
          assert.equal(err.match(/delete +file system/g)?.length, 1, err);
          assertUntouched(world, line);
        }
        const ended = await run(remove, { typed: [] });
        assert.match(ended.err, /^error DAY-PROMPT-003/m);
        const silent = await run(`${remove} --non-interactive --output json`);
        assert.deepEqual([silent.code, JSON.parse(silent.out).error.code], [1, "DAY-PROMPT-001"]);
        assert.match(JSON.parse(silent.out).error.fix, /--yes/);
        assertUntouched(world, "nobody was asked");
        const said = await run(remove, { typed: ["please delete"] });
        assert.equal(said.code, 0, said.err);
        const left = await sandbox.calls.json("fsx", "AWSSimbaAPIService_v20180301.DescribeFileSystems", {});
        assert.equal((left as { readonly FileSystems: readonly unknown[] }).FileSystems.length, 3);
      },
    );

    await step(
      "decision 3.63: a cluster that no run here has made needs the phrase, or --yes --include-foreign; its budgets stay",
      async (world) => {
        const { sandbox, run } = world;
        await Deno.remove(join(sandbox.home, ".config", "daylily"), { recursive: true });
        const silent = await run(`${remove} --yes --non-interactive`);
        assert.equal(silent.code, 1, silent.err);
        assert.match(silent.err, /cluster demo was not created from this machine[\s\S]*--yes --include-foreign/);
        assert.match(silent.err, /its tags: .*aws-parallelcluster-project=/);
        const asked = await run(`${remove} --yes`, { typed: ["no"] });
        assert.match(asked.err, /^error DAY-PROMPT-003[\s\S]*fix: find out who owns the cluster.*--include-foreign/m);
        assertUntouched(world, "foreign");
        const { code, out, err } = await run(
          `${remove} --yes --include-foreign --purge-budget --non-interactive --output json`,
        );
        assert.equal(code, 0, err);
        const kinds = JSON.parse(out).deleted.map(({ kind }: { readonly kind: string }) => kind);
        assert.deepEqual(kinds.sort(), ["cluster", "file-system", "schedule", "topic"]);
        assert.ok(!sandbox.requests().some(({ operation }) => operation === "DeleteBudget"));
      },
    );

    await step(
      "a state record that is cut off, edited, of another version, account or region, or of another cluster: exit 1",
      async (world) => {
        const { sandbox, run } = world;
        const folder = join(sandbox.home, ".config", "daylily");
        const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
        const text = await Deno.readTextFile(join(folder, names.find((name) => name.startsWith("state_")) ?? ""));
        const path = join(sandbox.folder, "record.json");
        const changed = (fields: object) => JSON.stringify({ ...JSON.parse(text), ...fields });
        const bad: readonly (readonly [content: string, words: string, error: RegExp])[] = [
          [text.slice(0, 500), "", /DAY-RUN-009.*cannot be read/],
          ["", "", /DAY-RUN-009/],
          ["[]", "", /DAY-RUN-009/],
          [changed({ schema_version: 7 }), "", /DAY-RUN-009.*another version/],
          [changed({ resources: "none" }), "", /DAY-RUN-009.*not a valid state record: resources/],
          [text.replaceAll("123456789012", "999999999999"), "", /DAY-RUN-008.*999999999999/],
          [changed({ region: "eu-west-1" }), "", /DAY-RUN-009.*speaks of the zone us-west-2b/],
          [text, " --region eu-west-1", /DAY-USE-001.*--region says eu-west-1.*us-west-2/],
          [changed({ region: "../x", region_az: "" }), "", /DAY-RUN-009.*region: is no region/],
          [text, " --cluster other", /DAY-USE-001.*says other.*says demo/],
          [changed({ cluster_name: "other" }), "", /DAY-RUN-009.*speaks of cluster 123456789012\/us-west-2\/demo/],
        ];
        for (const [content, words, error] of bad) {
          await Deno.writeTextFile(path, content);
          const { code, err } = await run(`delete --state-file ${path} --yes${words}`);
          assert.equal(code, 1, err);
          assert.match(err, error);
          assertUntouched(world, err);
        }
        const missing = await run(`delete --state-file ${path}.not --yes`);
        assert.match(missing.err, /^error DAY-RUN-009.*there is no such file\n {2}fix: name a state record/m);

        // What somebody has written into it cannot make it remove what is not the cluster's.
        const others = { kind: "topic", key: "k", origin: "created", expected: { name: "other" }, out: null };
        await Deno.writeTextFile(path, changed({ resources: [others] }));
        const topics = sandbox.calls.query("sns", "CreateTopic", { Name: "daylily-demo-2-heartbeat" });
        await topics;
        const { code, err } = await run(`delete --state-file ${path} --yes`);
        assert.equal(code, 0, err);
        assert.match(await sandbox.calls.query("sns", "ListTopics"), /daylily-demo-2-heartbeat/);
      },
    );

    await step(
      "the record alone is enough on another machine, and names region and profile",
      async ({ sandbox, run, env }) => {
        const folder = join(sandbox.home, ".config", "daylily");
        const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
        const path = join(sandbox.folder, "carried.json");
        await Deno.rename(join(folder, names.find((name) => name.startsWith("state_")) ?? ""), path);
        await Deno.remove(folder, { recursive: true });
        const { AWS_PROFILE: _, AWS_REGION: __, AWS_DEFAULT_REGION: ___, ...bare } = env;
        const { code, out, err } = await run(`delete --state-file ${path} --yes --purge-budget --output json`, {
          env: bare,
        });
        assert.equal(code, 0, err);
        const { deleted, region } = JSON.parse(out);
        assert.equal(region, "us-west-2");
        assert.equal(deleted.length, 6);
      },
    );

    await step("flags that contradict each other, and names that no cluster has", async (world) => {
      const bad = {
        "--cluster demo --keep-network --network-if-last": /--keep-network and --network-if-last exclude/,
        "--cluster demo --cluster-name other": /name two clusters/,
        "--cluster 1": /is not a valid cluster name/,
        "--region us-west-2 --non-interactive": /--cluster-name is missing/,
        "--cluster demo --region nowhere": /not a region/,
      };
      for (const [words, error] of Object.entries(bad)) {
        const { code, err } = await world.run(`delete ${words} --yes`);
        assert.equal(code, 1, err);
        assert.match(err, error);
      }
      assert.deepEqual(world.operations(), []);
      const asked = await world.run("delete --region us-west-2", { typed: ["demo", "no"] });
      assert.match(asked.err, /Name of the cluster to delete[\s\S]*DAY-PROMPT-003/);
      assertUntouched(world, asked.err);
    });

    await step(
      "headnode case 14, decision 3.27: the region of the record comes before that of the environment",
      async ({ run, env }) => {
        const elsewhere = { ...env, AWS_REGION: "eu-central-1", AWS_DEFAULT_REGION: "eu-central-1" };
        const { code, out, err } = await run("delete --cluster demo --dry-run --output json", { env: elsewhere });
        assert.deepEqual([code, JSON.parse(out).region], [0, "us-west-2"], err);
      },
    );
  }),
);
