import { join } from "node:path";
import { packageLists } from "../cluster_file/boot/node_scripts.ts";
import type { Files } from "../host/files.ts";
import type { Folders } from "../host/folders.ts";
import type { Processes } from "../host/processes.ts";
import { sha256 } from "../host/sha256.ts";

/** What makes a node ready, as it is; nothing in it differs from boot to boot. What is not there is null. */
export type NodeState = {
  /** The same on every node of a cluster. */
  readonly node: CommonState;
  /** What a node has because of its kind. */
  readonly own: OwnState;
};

export type CommonState = {
  /** For example `ubuntu-22.04`. */
  readonly distribution: string;
  /** Every installed package with its version. */
  readonly packages: Readonly<Record<string, string>>;
  /** Limits of open files, by domain and kind. */
  readonly limits: Readonly<Record<string, string>>;
  readonly kernel: Readonly<Record<string, { readonly wanted: string; readonly is: string | null }>>;
  /** Types of file systems. */
  readonly mounts: Readonly<Record<string, string | null>>;
  readonly users: Readonly<Record<string, string | null>>;
  readonly links: Readonly<Record<string, string | null>>;
  readonly files: FileSums;
  /** Whether there is a log of this node's Spot price. */
  readonly spot_log: boolean;
  /** Keys of the tags that the cluster gives its instances. */
  readonly tags: readonly string[];
};

export type OwnState = {
  /** `HeadNode` or `ComputeFleet`. */
  readonly kind: string;
  readonly files: FileSums;
};

/** SHA-256 of files that the boot script writes, by path. */
type FileSums = Readonly<Record<string, string | null>>;

type Deps = { readonly files: Files; readonly folders: Folders; readonly processes: Pick<Processes, "run"> };

const kernelFile = "/etc/sysctl.d/90-dayctl.conf";
const slurm = "/opt/slurm";
const jars = ["/usr/local/bin/cromwell.jar", "/usr/local/bin/womtool.jar"];

/** Where the hooks of Slurm, the job wrapper and what they need stand; the head node shares them with all others. */
export const sharedFiles = [
  `${slurm}/bin/sbatch`,
  `${slurm}/bin/sleep_test.sh`,
  `${slurm}/etc/scripts/epilog.d/50_dayctl_epilog.sh`,
  `${slurm}/etc/scripts/prolog.d/50_dayctl_prolog.sh`,
  `${slurm}/sbin/check_tags.sh`,
  `${slurm}/sbin/job_lists.sh`,
];

/** What each kind of node has alone. */
const ownFiles: Readonly<Record<string, readonly string[]>> = {
  HeadNode: [
    "/etc/cron.d/dayctl-budgets",
    "/etc/cron.d/dayctl-job-records",
    `${slurm}/sbin/copy_job_records.sh`,
    `${slurm}/sbin/read_budgets.sh`,
  ],
  ComputeFleet: ["/etc/cron.d/dayctl-tags"],
};

const everywhere = ["/etc/profile.d/dayctl.sh", "/etc/security/limits.d/90-dayctl.conf", kernelFile];

/** Reads what a node is. @param root `/` on the node itself, or where its disk is mounted */
export async function nodeState(deps: Deps, root: string): Promise<NodeState> {
  const text = async (path: string) => await textOf(deps, join(root, path));
  const release = await text("/etc/os-release");
  const entry = (name: string) => new RegExp(`^${name}="?([^"\\n]*)`, "m").exec(release)?.[1] ?? "";
  const kind = /^cfn_node_type=["']?(\w+)/m.exec(await text("/etc/parallelcluster/cfnconfig"))?.[1] ?? "";
  const sums = (paths: readonly string[]) =>
    each(paths, async (path) => {
      const content = await text(path);
      return content === "" ? null : await sha256(content);
    });
  const scratch = await deps.files.list(join(root, "fsx/scratch"));
  // Of a disk that is mounted somewhere only the log can tell the name of the node.
  const host = (await text("/proc/sys/kernel/hostname")).trim();
  const node = {
    distribution: `${entry("ID")}-${entry("VERSION_ID")}`,
    packages: installed(await text("/var/lib/dpkg/status")),
    limits: Object.fromEntries(
      words(await text("/etc/security/limits.d/90-dayctl.conf")).map(([domain, type, item, value]) => [
        `${domain} ${type} ${item}`,
        value,
      ]),
    ),
    kernel: await kernelState(await text(kernelFile), text),
    mounts: mountsIn(await text("/proc/mounts")),
    users: { daylily: /^daylily:[^:]*:(.*)$/m.exec(await text("/etc/passwd"))?.[1] ?? null },
    links: await each([...jars, `${slurm}/bin/srun`], async (path) => {
      const found = await deps.folders.entry(join(root, path));
      return found?.is === "link" ? found.target : null;
    }),
    files: await sums([...everywhere, ...sharedFiles]),
    spot_log: scratch.some((name) => name.endsWith(`${host}_spot_price.log`)),
    tags: tagKeys(await text("/opt/parallelcluster/shared/cluster-config.yaml")),
  };
  return { node, own: { kind, files: await sums(ownFiles[kind] ?? []) } };
}

/** What a node lacks that it should have; nothing for one that is ready. */
export function lacking({ node, own }: NodeState): readonly string[] {
  const list = packageLists[node.distribution];
  const wanted = (list ?? "").split("\n").filter((line) => /^[a-z0-9]/.test(line) && !line.startsWith("ppa:"));
  const absent = (what: string, states: Readonly<Record<string, string | null>>) =>
    Object.entries(states).flatMap(([name, state]) => state === null ? [`${what} ${name}`] : []);
  return [
    ...list === undefined ? [`list of packages for ${node.distribution}`] : [],
    ...wanted.filter((name) => !Object.hasOwn(node.packages, name)).map((name) => `package ${name}`),
    ...own.kind in ownFiles ? [] : ["kind of node in /etc/parallelcluster/cfnconfig"],
    ...Object.keys(node.limits).length === 0 ? ["limit of open files"] : [],
    ...Object.entries(node.kernel).flatMap(([name, { wanted, is }]) => is === wanted ? [] : [`kernel setting ${name}`]),
    ...absent("mount", node.mounts),
    ...absent("user", node.users),
    ...absent("link", node.links),
    ...absent("file", { ...node.files, ...own.files }),
    ...node.spot_log ? [] : ["log of the Spot price"],
  ];
}

async function textOf({ files, processes }: Deps, path: string): Promise<string> {
  // Deno reads nothing there for anybody who has not all permissions.
  if (path.startsWith("/proc/")) return (await processes.run(["env", "cat", path])).stdout;
  const found = await files.stat(path);
  return found?.isFile === true ? await files.readText(path) : "";
}

function installed(status: string): Readonly<Record<string, string>> {
  const rows = status.split("\n\n").flatMap((stanza) => {
    const value = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(stanza)?.[1] ?? "";
    return value("Status").endsWith(" installed") ? [[value("Package"), value("Version")] as const] : [];
  });
  return Object.fromEntries(rows);
}

function tagKeys(clusterFile: string): readonly string[] {
  return [...clusterFile.matchAll(/^ *- Key: (aws-parallelcluster-\S+)/gm)].map(([, key]) => key).sort();
}

function words(text: string): readonly (readonly string[])[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split(/\s+/));
}

async function kernelState(text: string, read: (path: string) => Promise<string>): Promise<CommonState["kernel"]> {
  const rows = text.split("\n").filter((line) => line.includes("=")).map(async (line) => {
    const [name, wanted] = line.split("=");
    const is = (await read(`/proc/sys/${name.replaceAll(".", "/")}`)).trim();
    return [name, { wanted, is: is === "" ? null : is }] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** The last mount of a place is the one that counts. */
function mountsIn(text: string): CommonState["mounts"] {
  const mounted = new Map(words(text).map(([, place, type]) => [place, type]));
  return Object.fromEntries(["/dev/shm", "/fsx"].map((place) => [place, mounted.get(place) ?? null]));
}

async function each<T>(
  names: readonly string[],
  find: (name: string) => Promise<T>,
): Promise<Readonly<Record<string, T>>> {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await find(name)] as const)));
}
