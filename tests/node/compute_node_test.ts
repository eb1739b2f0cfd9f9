import assert from "node:assert/strict";
import { bootScript } from "../../lib/cluster_file/boot/node_scripts.ts";
import { bootTwice, withDebian } from "./debian_root.ts";

Deno.test("decision 5a: a Debian becomes a compute node, and a second boot changes no file", (test) =>
  withDebian(async (copy) => {
    const node = await copy("ComputeFleet");
    await test.step("booted twice, with the words of earlier days", async () => {
      await bootTwice(node, bootScript, "us-west-2", "x-omics-analysis-us-west-2", "na", "na");
      const cron = await Deno.readTextFile(`${node.root}/etc/cron.d/dayctl-tags`);
      assert.equal(cron, "* * * * * root /opt/slurm/sbin/check_tags.sh\n");
      assert.match((await node.run("id", "daylily")).out, /^uid=1002\(daylily\)/);
      const [line, ...more] = (await Deno.readTextFile(`${node.root}/fsx/scratch/node1_spot_price.log`)).split("\n");
      assert.match(
        line,
        /Z instance unknown, region us-west-2, AZ unknown, type unknown, Spot price unknown USD\/hour$/,
      );
      assert.deepEqual(more, [""]);
    });

    await test.step("it lacks only what the head node, the file system and the kernel of a cluster bring", async () => {
      const { missing } = await node.verified();
      const foreign = /^(kernel setting |mount |(file|link) \/opt\/slurm\/)/;
      assert.deepEqual(missing.filter((each) => !foreign.test(each)), []);
      assert.ok(missing.includes("file /opt/slurm/sbin/check_tags.sh"), missing.join());
    });

    await test.step("a boot that cannot go on says in its last line where it stopped", async () => {
      await Deno.writeTextFile(`${node.root}/etc/parallelcluster/cfnconfig`, "cfn_node_type=Other\n");
      const { code, out } = await node.boot("node_boot.sh", "us-west-2", "x-omics-analysis-us-west-2");
      assert.equal(code, 1);
      assert.match(
        out,
        /names no kind of node that there is: 'Other'\n.*Z FAILED: \S+boot\.sh, step '.*', exit status 1; .*\n$/,
      );
      const { code: refused, out: why } = await node.boot("node_boot.sh", "us-west-2");
      assert.deepEqual([refused, /expected a region and the name/.test(why)], [1, true]);
    });
  }));
