import assert from "node:assert/strict";
import { join } from "node:path";
import { nodeScripts } from "../../lib/cluster_file/boot/node_scripts.ts";
import { needsProgram } from "../support/needs_program.ts";
import { type Ended, programHere } from "../support/program_here.ts";

/** A minimal Debian that a node is made of. */
export type DebianRoot = {
  readonly root: string;
  /** Runs a published script of this version in it, with the network and nothing else of this machine. */
  boot(script: string, ...words: readonly string[]): Promise<Ended>;
  run(...argv: readonly string[]): Promise<Ended>;
  /** Every file and link with its size, mode, time and number: what is written again has another one. */
  everything(): Promise<string>;
  /** What `image verify-node` says of it, kept in a file. */
  verified(): Promise<{ readonly missing: readonly string[]; readonly file: string }>;
};

export type NodeKind = "HeadNode" | "ComputeFleet";

/**
 * Debian 12 as `debootstrap` makes it, for the length of `body`.
 *
 * @param body gets a way to make copies of it that have not yet booted; a compute node of `head` finds what that one shares
 */
export async function withDebian(
  body: (copy: (kind: NodeKind, head?: DebianRoot) => Promise<DebianRoot>) => Promise<void>,
): Promise<void> {
  await needsProgram("debootstrap");
  assert.equal(Deno.uid(), 0, "a Debian is made by root only: run this with sudo");
  const folder = await Deno.makeTempDir({ prefix: "dayctl-debian-" });
  try {
    const base = join(folder, "base");
    const options = ["--variant=minbase", "--include=ca-certificates"];
    await must("debootstrap", ...options, "bookworm", base, "http://deb.debian.org/debian");
    await Deno.copyFile("/etc/resolv.conf", join(base, "etc/resolv.conf"));
    await Deno.mkdir(join(folder, "archives"));
    // Nothing is started, and a crash of this machine would lose nothing.
    await write(base, "usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755);
    await write(base, "etc/dpkg/dpkg.cfg.d/unsafe", "force-unsafe-io\n");
    await write(base, "etc/apt/apt.conf.d/keep", 'Binary::apt-get::APT::Keep-Downloaded-Packages "true";\n');
    let copies = 0;
    await body(async (kind, head) => {
      const root = join(folder, `node${++copies}`);
      await must("cp", "-a", base, root);
      await write(root, "etc/parallelcluster/cfnconfig", `cfn_node_type=${kind}\ncfn_region=us-west-2\n`);
      for (const [name, text] of Object.entries(nodeScripts)) await write(root, `work/${name}`, text);
      for (const name of ["sbatch", "srun"]) await write(root, `opt/slurm/bin/${name}`, "#!/bin/sh\n", 0o755);
      await write(root, "fsx/data/cached_envs/conda/one/file", "cached\n");
      // A cluster has these folders from its head node and its file system.
      if (head !== undefined) await must("cp", "-a", `${head.root}/opt/slurm`, join(root, "opt"));
      if (head !== undefined) await must("cp", "-a", `${head.root}/fsx`, root);
      return debianRoot(root, join(folder, "archives"));
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** @returns what a program says @throws Error with its last words when it fails */
async function must(program: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${out.slice(-1000)}${err.slice(-1000)}`);
  return out;
}

async function write(root: string, path: string, text: string, mode = 0o644): Promise<void> {
  await Deno.mkdir(join(root, path, ".."), { recursive: true });
  await Deno.writeTextFile(join(root, path), text, { mode });
}

function debianRoot(root: string, archives: string): DebianRoot {
  const run = (...argv: readonly string[]) => inside(root, archives, argv);
  return {
    root,
    run,
    boot: (script, ...words) => run("bash", `/work/${script}`, ...words),
    async everything() {
      // Archives are this test's own; a log of apt tells only of what was installed.
      const places = ["proc", "work", "var/cache/apt/archives"].flatMap((path) => ["-o", "-path", `${root}/${path}`]);
      const files = ["(", "-type", "f", "-o", "-type", "l", ")", "-printf", "%P %s %m %T@ %i %l\\n"];
      const text = await must("find", root, "(", ...places.slice(1), ")", "-prune", "-o", ...files);
      return text.split("\n").sort().join("\n");
    },
    async verified() {
      const words = ["image", "verify-node", "--experimental", "--root", root, "--output", "json"];
      const { out, err } = await programHere(words, { env: { HOME: root } });
      const file = `${root}.json`;
      await Deno.writeTextFile(file, out);
      assert.notEqual(out, "", err);
      return { missing: JSON.parse(out).missing, file };
    },
  };
}

/** Own mounts, processes and host name; the settings of the kernel can only be read. There is no metadata service. */
async function inside(root: string, archives: string, argv: readonly string[]): Promise<Ended> {
  const steps = [
    "hostname node1",
    `mount -t proc proc ${root}/proc`,
    `mount --bind ${root}/proc/sys ${root}/proc/sys && mount -o remount,bind,ro ${root}/proc/sys`,
    `mount --bind ${archives} ${root}/var/cache/apt/archives && mkdir -p ${archives}/partial`,
    `exec /usr/sbin/chroot ${root} "$@"`,
  ];
  const child = new Deno.Command("/usr/bin/unshare", {
    args: ["--mount", "--uts", "--pid", "--fork", "/bin/sh", "-c", steps.join(" && "), "sh", ...argv],
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/root",
      AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:9",
    },
    clearEnv: true,
    stdin: "null",
  });
  const { code, stdout, stderr } = await child.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** Boots twice: the second time nothing changes. */
export async function bootTwice({ everything, boot }: DebianRoot, script: string, ...words: readonly string[]) {
  const first = await boot(script, ...words);
  assert.equal(first.code, 0, lastOf(first));
  assert.match(first.out, /Z This node is ready\n$/);
  const before = await everything();
  const second = await boot(script, ...words);
  assert.equal(second.code, 0, lastOf(second));
  const changed = new Set((await everything()).split("\n")).symmetricDifference(new Set(before.split("\n")));
  assert.deepEqual([...changed], []);
}

export function lastOf({ out, err }: Ended): string {
  return `${out.slice(-2000)}\n${err.slice(-2000)}`;
}
