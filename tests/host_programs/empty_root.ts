import { dirname, join } from "node:path";
import type { Ended } from "../support/program_here.ts";
import { $ } from "../../tools/shell.ts";

/** What a root has before anything of ours comes into it; beside it there are only the libraries of these and of Deno. */
const programs = [
  "sh",
  "tar",
  "gzip",
  "env",
  "uname",
  "wc",
  "mktemp",
  "mkdir",
  "mv",
  "rm",
  "head",
  "tail",
  "touch",
  "date",
];
const certificates = "/etc/ssl/certs/ca-certificates.crt";

/** Fills a folder so that it can be the root of a system that has next to nothing. @param dayctl goes to `/opt/dayctl` */
export async function makeEmptyRoot(root: string, dayctl: string): Promise<void> {
  for (const folder of ["bin", "dev", "opt", "proc", "root", "tmp"]) {
    await Deno.mkdir(join(root, folder), { recursive: true });
  }
  for (const name of programs) await Deno.copyFile(await $.which(name) ?? name, join(root, "bin", name));
  await Deno.copyFile(dayctl, join(root, "opt", "dayctl"));
  const said = await $`ldd ${Deno.execPath()} ${programs.map((name) => join(root, "bin", name))}`.noThrow().text();
  const libraries = new Set([...said.matchAll(/(\/\S+\.so\S*) \(/g)].map(([, path]) => path));
  for (const path of [...libraries, certificates]) {
    await Deno.mkdir(join(root, dirname(path)), { recursive: true });
    await Deno.copyFile(path, join(root, path));
  }
}

/** A folder of this machine at its own path inside the root; what is not named cannot be written. */
export type Mount = { readonly path: string; readonly writable?: boolean };

/** Runs a program inside a root, as its root user and with nothing of this machine but the network and these folders. */
export async function insideRoot(
  root: string,
  mounts: readonly Mount[],
  environment: Readonly<Record<string, string>>,
  ...argv: readonly string[]
): Promise<Ended> {
  const steps = [
    `mount -t proc proc ${root}/proc`,
    ...["null", "urandom"].map((name) => `touch ${root}/dev/${name} && mount --bind /dev/${name} ${root}/dev/${name}`),
    ...mounts.map(({ path, writable = false }) =>
      `mkdir -p ${root}${path} && mount --rbind ${path} ${root}${path}` +
      (writable ? "" : ` && mount -o remount,bind,ro ${root}${path}`)
    ),
    `exec /usr/sbin/chroot ${root} "$@"`,
  ];
  const child = new Deno.Command("/usr/bin/unshare", {
    args: ["--map-root-user", "--mount", "--pid", "--fork", "/bin/sh", "-c", steps.join(" && "), "sh", ...argv],
    env: { ...environment, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
  });
  const { code, stdout, stderr } = await child.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}
