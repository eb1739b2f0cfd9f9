import assert from "node:assert/strict";
import { join } from "node:path";
import { awsHere } from "./aws_here.ts";
import { configuring, creation, messageOf, onDemo, outcomes, type Place, place, text } from "./head_node_place.ts";
import { nodeFiles, type NodeRoot, withNodeRoot } from "./node_root.ts";

const project = "da-us-west-2b-demo";

/** `sudo` of the head node, where `/opt` is that of a node: as there, what it starts is root. */
async function sudoInto(node: NodeRoot, { onHead, work }: Place): Promise<void> {
  const bin = await Deno.makeTempDir({ dir: work });
  const asRoot = Deno.uid() === 0 ? "" : " --map-root-user";
  const inside = `mount --bind '${node.root}/opt' /opt && exec "$@"`;
  const lines = [
    "#!/bin/sh",
    "shift",
    `exec unshare${asRoot} --mount sh -c "${inside.replace(/["$]/g, "\\$&")}" sh "$@"`,
  ];
  await Deno.writeTextFile(join(bin, "sudo"), `${lines.join("\n")}\n`, { mode: 0o755 });
  await Deno.writeTextFile(onHead(".bashrc"), `PATH=${bin}:$PATH\n`);
}

Deno.test("decision 5a: from a creation that enforces its budget to the job that the wrapper refuses", (test) =>
  place((here) =>
    withNodeRoot({}, async (node) => {
      const aws = awsHere();
      try {
        const made = await here.dayctl(...creation, "--set", "enforce_budget=enforce", "--output", "json");
        assert.equal(made.code, 0, made.err);
        const clusterFile = await text(JSON.parse(made.out).artifacts.cluster_yaml);
        await node.write("opt/parallelcluster/shared/cluster-config.yaml", clusterFile);
        await node.write("fsx/data/budget_tags/pcluster-project-budget-tags.tsv", `${project}\troot\n`);
        await node.write("opt/slurm/bin/sbatch", await Deno.readTextFile(join(nodeFiles, "sbatch")), 0o755);
        await node.write("opt/slurm/sbin/sbatch", "#!/bin/sh\nexit 42\n", 0o755);
        aws.budget = { limit: "200", spend: "240" };
        const submit = async () =>
          (await node.run(aws.environment, "/opt/slurm/bin/sbatch", "--comment", project, "job.sh")).code;
        const enforce = (how: string) => here.dayctl(...configuring, "--enforce", how);
        await sudoInto(node, here);
        const file = join(node.root, "opt/slurm/etc/dayctl.conf");

        await test.step("without a word about it a job over budget runs", async () => {
          assert.equal(await submit(), 42);
          assert.equal(await text(file), "");
        });

        await test.step("where there is no Slurm the step fails, and is printed to be done again", async () => {
          const ended = await enforce("hard");
          assert.equal(ended.code, 2);
          assert.match(messageOf(ended, "enforce"), /exit code 76: there is no \/opt\/slurm\/etc/);
          assert.equal(
            JSON.parse(ended.out).next[0],
            `deno task headnode configure ${onDemo.join(" ")} --enforce hard`,
          );
        });

        await test.step("--enforce hard refuses it, --enforce log lets it run, and what else is in the file stays", async () => {
          await node.write("opt/slurm/etc/dayctl.conf", "DAY_ENFORCE=log\nDAY_ENFORCE_UNREADABLE=block\n");
          const hard = await enforce("hard");
          assert.equal(hard.code, 0, hard.err);
          assert.equal(outcomes(hard).at(-1), "enforce done");
          assert.equal(await text(file), "DAY_ENFORCE_UNREADABLE=block\nDAY_ENFORCE=hard\n");
          assert.equal(await submit(), 1);
          assert.equal((await here.dayctl(...configuring)).code, 0);
          assert.equal(await submit(), 1, "configured again without a word about it: it stays");
          assert.equal((await enforce("log")).code, 0);
          assert.equal(await submit(), 42);
        });

        await test.step("on a cluster that was not created with it, it says that it has no effect", async () => {
          const skips = clusterFile.replace(/(enforce-budget\n *Value: *)\S+/, "$1'skip'");
          assert.notEqual(skips, clusterFile);
          await node.write("opt/parallelcluster/shared/cluster-config.yaml", skips);
          const ended = await enforce("hard");
          assert.equal(ended.code, 0, ended.err);
          assert.match(messageOf(ended, "enforce"), /^it has no effect: .* not created with enforce_budget=enforce/);
          assert.match(ended.err, /enforce: it has no effect/);
          assert.equal(await submit(), 42);
          await node.write("opt/parallelcluster/shared/cluster-config.yaml", clusterFile);
          assert.equal(messageOf(await enforce("hard"), "enforce"), "");
        });

        await test.step("another word is refused before anything is done", async () => {
          const { code, out } = await enforce("maybe");
          assert.deepEqual([code, JSON.parse(out).error.code], [1, "DAY-USE-001"]);
        });
      } finally {
        await aws.stop();
      }
    })
  ));
