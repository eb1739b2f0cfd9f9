import assert from "node:assert/strict";
import { parse } from "yaml";
import { hashedName } from "../../lib/cluster_file/boot/node_scripts.ts";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { fixtureF, withSandbox } from "../support/sandbox.ts";

const bucket = fixtureF.buckets[0];
const build = ["image", "build", "--experimental", "--bucket", bucket, "--region", "us-west-2", "--output", "json"];

Deno.test("decision 7, image: build, list, and create --image", (test) =>
  withSandbox({ seed: fixtureF }, async (sandbox) => {
    const world = { env: { ...sandbox.environment, DAY_BREAK: "1" }, clock: hurriedClock() };
    const run = async (...words: readonly string[]) => {
      const { code, out, err } = await programHere(words, world);
      return { code, err, json: out.startsWith("{") ? JSON.parse(out) : {} };
    };
    const create = (...more: readonly string[]) => run(...demo, ...more, "--output=json");

    await test.step("nothing is built out of scripts that the bucket has not, and nothing without --experimental", async () => {
      const refused = await run(...build, "--dry-run");
      assert.deepEqual([refused.code, refused.json.error?.code], [1, "DAY-CFG-003"]);
      assert.equal(
        refused.json.error.fix,
        `publish the scripts for nodes with deno task infra publish-boot-assets --bucket ${bucket} --profile sandbox`,
      );
      const elsewhere = await run(...build.map((word) => word === bucket ? `no-${bucket}` : word), "--dry-run");
      assert.deepEqual([elsewhere.code, elsewhere.json.error?.message], [1, `there is no bucket no-${bucket}`]);
      const { code, json } = await run(...build.filter((word) => word !== "--experimental"));
      assert.deepEqual([code, json.error?.code], [1, "DAY-USE-001"]);
      const cluster = await create("--image", "ami-0123456789abcdef0");
      assert.deepEqual([cluster.code, cluster.json.error?.code], [1, "DAY-PRE-002"]);
      assert.match(cluster.json.error.message, /s3\.boot_assets \(FAIL\): .* has no node_boot-[0-9a-f]{12}\.sh/);
    });

    let parent = "";
    await test.step("the genuine pcluster accepts the configuration of an image", async () => {
      assert.equal((await run("infra", "publish-boot-assets", "--bucket", bucket, "--region", "us-west-2")).code, 0);
      const { code, json, err } = await run(...build, "--dry-run");
      assert.equal(code, 0, err);
      assert.equal(json.status, "dry_run_ok");
      assert.match(json.image_id, /^dayctl-\d+-\d+-\d+-[0-9a-f]{12}$/);
      const { Build } = parse(await Deno.readTextFile(json.config));
      const script = await hashedName("node_install.sh");
      assert.deepEqual(Build.Components, [{ Type: "script", Value: `s3://${bucket}/cluster_boot_config/${script}` }]);
      parent = Build.ParentImage;
    });

    await test.step("what pcluster refuses is told in its words, exit 2", async () => {
      sandbox.settings.denied = ["ec2:DescribeImages"];
      const { code, json } = await run(...build, "--dry-run");
      assert.deepEqual([code, json.error?.code], [2, "DAY-PC-008"]);
      sandbox.settings.denied = [];
    });

    await test.step("list", async () => {
      const { code, json, err } = await run("image", "list", "--experimental", "--region=us-west-2", "--output=json");
      assert.deepEqual([code, json.images], [0, []], err);
    });

    await test.step("create --image: the image and the part of each boot alone, accepted by the genuine dry run", async () => {
      const { code, json, err } = await create("--image", parent);
      assert.equal(code, 0, err);
      assert.equal(json.status, "dry_run_ok");
      const { Image, HeadNode, Scheduling } = parse(await Deno.readTextFile(json.artifacts.cluster_yaml));
      assert.deepEqual(Image, { Os: "ubuntu2204", CustomAmi: parent });
      const Script = `s3://${bucket}/cluster_boot_config/${await hashedName("node_boot.sh")}`;
      for (const { CustomActions } of [HeadNode, ...Scheduling.SlurmQueues]) {
        assert.deepEqual(CustomActions.OnNodeConfigured, { Script, Args: ["us-west-2", bucket] });
      }
      const refused = await create("--image", "my-image");
      assert.deepEqual([refused.code, refused.json.error?.code], [1, "DAY-USE-001"]);
    });
  }));
