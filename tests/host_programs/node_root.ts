import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { $ } from "../../tools/shell.ts";
import type { Ended } from "../support/program_here.ts";
import { sandboxTools } from "../support/sandbox.ts";

/** Where the files of a node are. */
export const nodeFiles = fileURLToPath(new URL("../../templates/node", import.meta.url));

/** A folder that looks like the root of a node: this machine's programs, the genuine AWS CLI, and everything else of its own. */
export type NodeRoot = {
  readonly root: string;
  write(path: string, text: string, mode?: number): Promise<void>;
  read(path: string): Promise<string>;
  /** Runs a program in it, in its own mount, process and host-name namespaces; its children end with it. */
  run(environment: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Ended>;
};

const links = { bin: "usr/bin", sbin: "usr/sbin", lib: "usr/lib", lib64: "usr/lib64" };
const empty = ["dev", "etc", "fsx", "home", "opt", "proc", "root", "run", "tmp", "usr", "var/log", "work"];

/** @param users names with their ids, beside root and nobody */
export async function withNodeRoot(
  users: Readonly<Record<string, number>>,
  body: (node: NodeRoot) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "dayctl-node-" });
  try {
    for (const folder of empty) await Deno.mkdir(join(root, folder), { recursive: true });
    await Promise.all(["tmp", "work"].map((folder) => Deno.chmod(join(root, folder), 0o1777)));
    await Deno.chmod(root, 0o755);
    for (const [name, target] of Object.entries(links)) await Deno.symlink(target, join(root, name));
    const node = nodeIn(root, await mountsOf());
    const all = Object.entries({ root: 0, ...users });
    await node.write("etc/passwd", all.map(([name, id]) => `${name}:x:${id}:${id}::/tmp:/bin/bash\n`).join(""));
    await node.write("etc/group", all.map(([name, id]) => `${name}:x:${id}:\n`).join(""));
    await node.write("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    await node.write("etc/hosts", "127.0.0.1 localhost node1\n");
    await body(node);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** What comes from this machine, read only: its programs, and those of the sandbox with the Python that runs them. */
async function mountsOf(): Promise<readonly (readonly [from: string, to: string])[]> {
  const { references, bin } = await sandboxTools();
  const python = await $`${join(references, "bin", "python")} -c ${"import sys; print(sys.base_prefix)"}`.text();
  const certain = ["/usr", "/etc/alternatives", "/etc/ld.so.cache", references];
  // Mounted already where it is the system's.
  const own = python.startsWith("/usr") ? [] : [python];
  return [...[...certain, ...own].map((path) => [path, path] as const), [bin, "/usr/local/bin"], [
    nodeFiles,
    "/work/node",
  ]];
}

function nodeIn(root: string, mounts: readonly (readonly [from: string, to: string])[]): NodeRoot {
  return {
    root,
    async write(path, text, mode = 0o644) {
      await Deno.mkdir(join(root, dirname(path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
      await Deno.chmod(join(root, path), mode);
    },
    read: (path) => Deno.readTextFile(join(root, path)),
    async run(environment, ...argv) {
      const steps = [
        "hostname node1",
        `mount -t proc proc ${root}/proc`,
        // The kernel is this machine's: its settings stay.
        `mount --bind ${root}/proc/sys ${root}/proc/sys && mount -o remount,bind,ro ${root}/proc/sys`,
        ...["null", "urandom", "zero"].map((name) =>
          `touch ${root}/dev/${name} && mount --bind /dev/${name} ${root}/dev/${name}`
        ),
        `ln -sfn /proc/self/fd ${root}/dev/fd`,
        ...await Promise.all(mounts.map(async ([from, to]) => {
          const place = (await Deno.stat(from)).isFile ? "touch" : "mkdir -p";
          // The programs' folder exists below the one that was mounted before it.
          const made = to === "/usr/local/bin" ? "true" : `mkdir -p ${root}${dirname(to)} && ${place} ${root}${to}`;
          return `${made} && mount --bind ${from} ${root}${to} && mount -o remount,bind,ro ${root}${to}`;
        })),
        `exec /usr/sbin/chroot ${root} "$@"`,
      ];
      const asRoot = Deno.uid() === 0 ? [] : ["--map-root-user"];
      const child = new Deno.Command("/usr/bin/unshare", {
        args: [...asRoot, "--mount", "--uts", "--pid", "--fork", "/bin/sh", "-c", steps.join(" && "), "sh", ...argv],
        env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", HOME: "/root", ...environment },
        clearEnv: true,
        stdin: "null",
      });
      const { code, stdout, stderr } = await child.output();
      return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
    },
  };
}
