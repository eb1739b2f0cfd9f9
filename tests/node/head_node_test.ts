import assert from "node:assert/strict";
import { bootScript, imageBootScript, imageInstallScript } from "../../lib/cluster_file/boot/node_scripts.ts";
import { programHere } from "../support/program_here.ts";
import { bootTwice, type DebianRoot, lastOf, withDebian } from "./debian_root.ts";

const place = ["us-west-2", "x-omics-analysis-us-west-2"];

async function compared(a: string, b: string) {
  const words = ["image", "verify-node", "--experimental", "--diff", a, b, "--output", "json"];
  const { code, out, err } = await programHere(words, { env: { HOME: "/" } });
  assert.notEqual(out, "", err);
  return { code, fields: (JSON.parse(out).differences as readonly { field: string }[]).map(({ field }) => field) };
}

Deno.test("decision 5a: a Debian becomes a head node, in one boot or out of an image, and both are the same", (test) =>
  withDebian(async (copy) => {
    const [booted, imaged] = [await copy("HeadNode"), await copy("HeadNode")];
    await test.step("booted twice: the second time no file changes", async () => {
      await bootTwice(booted, bootScript, ...place);
      await assertHeadNode(booted);
    });

    await test.step("the static part first, as an image is built, then the boot alone, twice", async () => {
      const built = await imaged.boot(imageInstallScript);
      assert.equal(built.code, 0, lastOf(built));
      assert.match(built.out, /The installation of this node is complete\n$/);
      await bootTwice(imaged, imageBootScript, ...place);
    });

    await test.step("verify-node says the same of both", async () => {
      const [first, second] = [await booted.verified(), await imaged.verified()];
      assert.deepEqual(first.missing.filter((each) => !/^(kernel setting|mount) /.test(each)), []);
      assert.equal(await Deno.readTextFile(first.file), await Deno.readTextFile(second.file));
      assert.deepEqual(await compared(first.file, second.file), { code: 0, fields: [] });
    });

    await test.step("a compute node of its cluster has all that both kinds have, as the head node has it", async () => {
      const compute = await copy("ComputeFleet", booted);
      await bootTwice(compute, bootScript, ...place);
      const [head, node] = [await booted.verified(), await compute.verified()];
      assert.deepEqual(node.missing, head.missing);
      assert.deepEqual(await commonPart(node.file), await commonPart(head.file));
      assert.deepEqual(await compared(head.file, node.file), { code: 0, fields: [] });
    });

    await test.step("a package that is taken away is named", async () => {
      const first = await booted.verified();
      const removed = await imaged.run("dpkg", "--remove", "cpulimit");
      assert.equal(removed.code, 0, lastOf(removed));
      const lacking = await imaged.verified();
      assert.ok(lacking.missing.includes("package cpulimit"), lacking.missing.join());
      assert.deepEqual(await compared(first.file, lacking.file), { code: 1, fields: ["packages cpulimit"] });
    });
  }));

async function commonPart(file: string): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(file)).node;
}

async function assertHeadNode({ root, run }: DebianRoot): Promise<void> {
  assert.equal(await Deno.readLink(`${root}/opt/slurm/bin/srun`), "sbatch");
  assert.equal(await Deno.readTextFile(`${root}/opt/slurm/sbin/sbatch`), "#!/bin/sh\n");
  assert.match(await Deno.readTextFile(`${root}/opt/slurm/bin/sbatch`), /^# Job wrapper of dayctl/m);
  const cached = "fsx/resources/environments/conda/ubuntu/node1/one";
  assert.equal(await Deno.readLink(`${root}/${cached}`), "/fsx/data/cached_envs/conda/one");
  const worldWritable = [
    "analysis_results/ubuntu",
    "analysis_results/daylily",
    "analysis_results/cromwell_executions",
    "scratch",
    "tmp",
    "logs",
  ];
  for (const name of worldWritable) {
    assert.equal(((await Deno.stat(`${root}/fsx/${name}`)).mode ?? 0) & 0o777, 0o777, name);
  }
  assert.equal((await run("aws", "configure", "get", "region")).out, "us-west-2\n");
}
