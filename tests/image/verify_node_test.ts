import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { denoFolder } from "../../lib/host/deno_folder.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { packageLists } from "../../lib/cluster_file/boot/node_scripts.ts";
import { runProgram } from "../e2e/program.ts";
import { programHere } from "../support/program_here.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const wanted = packageLists["ubuntu-22.04"].split("\n").filter((line) =>
  /^[a-z]/.test(line) && !line.startsWith("ppa:")
);
const jar = (name: string) => [`usr/local/bin/${name}.jar`, `/fsx/data/tool_specific_resources/${name}_87.jar`];

const own: Readonly<Record<string, readonly string[]>> = {
  ComputeFleet: ["etc/cron.d/dayctl-tags"],
  HeadNode: [
    "etc/cron.d/dayctl-budgets",
    "etc/cron.d/dayctl-job-records",
    "opt/slurm/sbin/copy_job_records.sh",
    "opt/slurm/sbin/read_budgets.sh",
  ],
};

/** A disk on which everything is that a node of its kind has. */
async function makeNode(root: string, packages: readonly string[], kind = "ComputeFleet"): Promise<void> {
  const stanza = (name: string) => `Package: ${name}\nStatus: install ok installed\nVersion: 1-${name}\n`;
  const gone = "Package: gone\nStatus: deinstall ok config-files\nVersion: 2\n";
  const files: Readonly<Record<string, string>> = {
    "etc/os-release": 'ID=ubuntu\nVERSION_ID="22.04"\n',
    "etc/parallelcluster/cfnconfig": `cfn_node_type=${kind}\n`,
    "var/lib/dpkg/status": [...packages.map(stanza), gone].join("\n"),
    "etc/passwd": "root:x:0:0::/root:/bin/sh\ndaylily:x:1002:1002::/home/daylily:/bin/bash\n",
    "etc/security/limits.d/90-dayctl.conf": "# why\n* soft nofile 16384\n",
    "etc/sysctl.d/90-dayctl.conf": "vm.nr_hugepages=2048\n",
    "proc/sys/vm/nr_hugepages": "2048\n",
    "proc/sys/kernel/hostname": "node1\n",
    "proc/mounts": "tmpfs /dev/shm tmpfs rw 0 0\n10.0.0.9@tcp:/x /fsx lustre rw 0 0\n",
    "fsx/scratch/node1_spot_price.log": "a line\n",
    ...Object.fromEntries(own[kind].map((path) => [path, "own\n"])),
    "etc/profile.d/dayctl.sh": "profile\n",
    "opt/slurm/bin/sbatch": "wrapper\n",
    "opt/slurm/bin/sleep_test.sh": "sleep\n",
    "opt/slurm/etc/scripts/epilog.d/50_dayctl_epilog.sh": "epilog\n",
    "opt/slurm/etc/scripts/prolog.d/50_dayctl_prolog.sh": "prolog\n",
    "opt/slurm/sbin/check_tags.sh": "tags\n",
    "opt/slurm/sbin/job_lists.sh": "lists\n",
    "opt/parallelcluster/shared/cluster-config.yaml":
      "Tags:\n  - Key: aws-parallelcluster-project\n    Value: secret\n",
  };
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(join(root, dirname(path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
  await Deno.mkdir(join(root, "usr/local/bin"), { recursive: true });
  for (const [path, target] of [jar("cromwell"), jar("womtool"), ["opt/slurm/bin/srun", "sbatch"]]) {
    await Deno.symlink(target, join(root, path));
  }
}

Deno.test("decision 7, image verify-node: what a node has and lacks, and how two differ", () =>
  inTemporaryFolder(async (folder) => {
    const run = async (...words: readonly string[]) => {
      const argv = ["image", "verify-node", "--experimental", ...words];
      const { code, out, err } = await programHere(argv, { env: { HOME: folder } });
      return { code, out, err };
    };
    const verify = (name: string) => run("--root", join(folder, name), "--output", "json");
    await makeNode(join(folder, "a"), wanted);
    await makeNode(join(folder, "b"), wanted.toReversed());
    await makeNode(join(folder, "c"), wanted.filter((name) => name !== "tmux"));
    await makeNode(join(folder, "head"), wanted, "HeadNode");
    await makeNode(join(folder, "other_cron"), wanted);
    await Deno.writeTextFile(join(folder, "other_cron/etc/cron.d/dayctl-tags"), "changed\n");
    const [a, b, c] = [await verify("a"), await verify("b"), await verify("c")];
    const [head, changed] = [await verify("head"), await verify("other_cron")];
    assert.deepEqual([head.code, JSON.parse(head.out).node], [0, JSON.parse(a.out).node]);
    assert.equal(a.code, 0, a.out);
    assert.equal(a.out, b.out);
    const { node, own, missing, status } = JSON.parse(a.out);
    assert.deepEqual([missing, status, own.kind, node.distribution], [[], "ready", "ComputeFleet", "ubuntu-22.04"]);
    assert.deepEqual(node.packages, Object.fromEntries(wanted.toSorted().map((name) => [name, `1-${name}`])));
    assert.deepEqual(node.mounts, { "/dev/shm": "tmpfs", "/fsx": "lustre" });
    assert.deepEqual(node.limits, { "* soft nofile": "16384" });
    assert.deepEqual(node.kernel, { "vm.nr_hugepages": { wanted: "2048", is: "2048" } });
    assert.deepEqual(node.tags, ["aws-parallelcluster-project"]);
    assert.doesNotMatch(a.out, /secret/);
    assert.deepEqual(Object.keys(node), Object.keys(node).toSorted());
    const lacking = JSON.parse(c.out);
    assert.deepEqual([c.code, lacking.missing, lacking.status], [1, ["package tmux"], "not_ready"]);

    for (const [name, { out }] of Object.entries({ a, b, c, head, changed })) {
      await Deno.writeTextFile(join(folder, `${name}.json`), out);
    }
    const compare = (first: string, second: string) => run("--diff", join(folder, first), join(folder, second));
    assert.deepEqual((await compare("a.json", "b.json")).code, 0);
    const differs = await compare("a.json", "c.json");
    assert.deepEqual([differs.code, differs.out], [1, '  packages tmux  "1-tmux"  null\n']);
    const ofTwoKinds = await compare("head.json", "a.json");
    const allSame = "HeadNode and ComputeFleet are the same in all that both kinds of node have\n";
    assert.deepEqual([ofTwoKinds.code, ofTwoKinds.out], [0, allSame]);
    const ownDiffers = await compare("a.json", "changed.json");
    assert.deepEqual([ownDiffers.code, /^ {2}own files \/etc\/cron.d\/dayctl-tags /.test(ownDiffers.out)], [1, true]);
    await Deno.writeTextFile(join(folder, "half.json"), a.out.slice(0, 40));
    await Deno.writeTextFile(join(folder, "other.json"), '{"tools":[]}');
    const refused = [
      ["none.json", "it is not there"],
      ["a", "it is no file"],
      ["half.json", "it cannot be read as JSON"],
      ["other.json", "it does not describe a node"],
    ];
    for (const [name, why] of refused) {
      const { code, err } = await compare("a.json", name);
      assert.deepEqual([code, err.includes(`DAY-USE-001: ${join(folder, name)}: ${why}`)], [1, true], err);
    }
    for (const name of ["none", "a.json"]) {
      assert.match((await verify(name)).err, /DAY-USE-001: --root .*: there is no such folder/);
    }
    for (const words of [["--diff", "a.json"], ["--bucket", "x"], ["other"]]) {
      assert.equal((await run(...words)).code, 1, words.join(" "));
    }
  }));

Deno.test("decision 7, image verify-node: of the machine it runs on, with the permissions of its task", () =>
  inTemporaryFolder(async (home) => {
    const words = ["image", "verify-node", "--experimental", "--output", "json"];
    const environment = { HOME: home, PATH: Deno.env.get("PATH") ?? "", DENO_DIR: denoFolder(systemEnvironment()) };
    const { code, out, err } = await runProgram(environment, ...words);
    const { stdout } = await new Deno.Command("cat", { args: ["/proc/mounts"] }).output();
    const mounted = new TextDecoder().decode(stdout).split("\n").map((line) => line.split(" "));
    const memory = mounted.findLast(([, place]) => place === "/dev/shm")?.[2] ?? null;
    assert.deepEqual([code, JSON.parse(out).node.mounts["/dev/shm"]], [1, memory], err);
  }));
