import { join } from "node:path";
import { cliGlobals } from "../../config/file/cli_globals.ts";
import { findFile, shippedPaths } from "../../config/file/shipped_files.ts";
import type { Environment } from "../../host/environment.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { Files } from "../../host/files.ts";
import type { Folders } from "../../host/folders.ts";
import type { Processes } from "../../host/processes.ts";
import { shellWord } from "../../text/shell_word.ts";
import { sandboxProfile, sandboxRegion } from "../emulator/seed.ts";
import { standInRepository } from "./control_repository.ts";
import { serverConfiguration } from "./server_configuration.ts";

export type HeadNodeDeps = {
  readonly environment: Environment;
  readonly files: Files;
  readonly folders: Folders;
  readonly processes: Processes;
};

/**
 * What plays the head node of every cluster: the home folder of whoever logs in, or, in words for people, why there is none.
 */
export type SandboxHeadNode = { readonly home: string } | { readonly lacks: string };

/**
 * Makes the head node anew: the genuine `sshd` of this machine with a host key of its own, one account, which is the user's, and a
 * home folder apart. Each connection starts an `sshd` for itself, so nothing has to be kept running, nothing listens, and nothing is
 * left behind when the sandbox dies. OpenSSH learns that from `ssh/config` in the configuration folder, where a person's own options
 * for head nodes stand.
 *
 * The control repository is a stand-in: the real one would install things on this machine.
 *
 * @param folder belongs to it alone
 * @param home the private home folder of the sandbox, with the keys that open the head node, and with the credentials that its role
 *   would give it
 * @param endpoint where its AWS is
 */
export async function makeHeadNode(
  deps: HeadNodeDeps,
  folder: string,
  home: string,
  endpoint: string,
): Promise<SandboxHeadNode> {
  const options = join(home, ".config", "daylily", "ssh");
  await deps.files.ensureFolder(options);
  const reachedBy = (proxy: readonly string[], ...more: readonly string[]) => {
    const command = proxy.map(shellWord).join(" ").replaceAll("%", "%%");
    const lines = [
      "# How the head node of this sandbox is reached.",
      "Host 127.0.0.1",
      `ProxyCommand ${command}`,
      ...more,
    ];
    return deps.files.replace(join(options, "config"), lines.join("\n") + "\n");
  };
  try {
    const server = await required(deps, "sshd", "/usr/sbin/sshd");
    for (const program of ["ssh", "ssh-keygen", "git"]) await required(deps, program);
    const node = await furnish(deps, folder, home, endpoint);
    const user = (await succeeding(deps, ["id", "-un"])).trim();
    await reachedBy([server, "-i", "-f", join(folder, "sshd_config")], `User ${user}`);
    await tryLogin(deps, join(options, "config"), home);
    return { home: node };
  } catch (error) {
    const lacks = reasonOf(error);
    await reachedBy(["sh", "-c", 'echo "error: $1" >&2; exit 1', "sh", `the sandbox has no head node: ${lacks}`]);
    return { lacks };
  }
}

async function required({ processes }: HeadNodeDeps, program: string, usualPlace: string = program): Promise<string> {
  const found = await processes.which(program) ?? await processes.which(usualPlace);
  if (found !== undefined) return found;
  const packages = { sshd: "openssh-server", git: "git" }[program] ?? "openssh-client";
  const install = `apt-get install ${packages}`;
  throw new Error(`${program} is not installed, on Debian and Ubuntu: ${install}`);
}

/** @returns the home folder of the account on it */
async function furnish(deps: HeadNodeDeps, folder: string, home: string, endpoint: string): Promise<string> {
  const { files, folders, environment } = deps;
  const run = (argv: readonly string[], env = {}) => succeeding(deps, argv, env);
  await folders.removeTree(folder);
  const node = join(folder, "home");
  await files.ensureFolder(node);
  // An administrator's sshd wants the folder that its service would have made.
  if ((await run(["id", "-u"])).trim() === "0") await files.ensureFolder("/run/sshd");
  await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", join(folder, "host_key")]);
  const public_ = [];
  for (const key of await keysIn(deps, home)) public_.push(await run(["ssh-keygen", "-y", "-f", key]));
  await files.replace(join(folder, "authorized_keys"), public_.join(""));
  const aws = join(node, ".aws");
  await files.ensureFolder(aws);
  for (const name of ["config", "credentials"]) {
    await files.replace(join(aws, name), await files.readText(join(home, ".aws", name)));
  }
  const variables = {
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: endpoint,
    AWS_PROFILE: sandboxProfile,
    AWS_REGION: sandboxRegion,
  };
  await files.replace(join(folder, "sshd_config"), serverConfiguration(folder, node, variables));

  const { repository, tag } = await cliGlobals(deps);
  const catalogue = (await findFile({ files, environment }, shippedPaths.repositories))?.text ?? "";
  const standIn = join(folder, "control");
  await standInRepository({ files, folders, run }, standIn, { tag, catalogue });
  await files.replace(
    join(node, ".gitconfig"),
    `[url ${JSON.stringify(standIn)}]\n\tinsteadOf = ${JSON.stringify(repository)}\n`,
  );
  // Of the account's real home folder, where sshd begins, nothing is to be touched by mistake.
  await files.replace(join(node, ".bashrc"), 'cd "$HOME"\n');
  await files.replace(join(node, ".bash_profile"), ". ~/.bashrc\n");
  return node;
}

async function keysIn({ files }: HeadNodeDeps, home: string): Promise<readonly string[]> {
  const folder = join(home, ".ssh");
  return (await files.list(folder)).filter((name) => name.endsWith(".pem")).map((name) => join(folder, name));
}

/** What stands in the way of a login is told now, and not by the first cluster. */
async function tryLogin(deps: HeadNodeDeps, config: string, home: string): Promise<void> {
  const [key] = await keysIn(deps, home);
  if (key === undefined) throw new Error("there is no key that could open it");
  const options = ["BatchMode=yes", "LogLevel=ERROR", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
  await succeeding(deps, [
    "ssh",
    "-F",
    config,
    "-i",
    key,
    ...options.flatMap((option) => ["-o", option]),
    "127.0.0.1",
    "true",
  ]);
}

/** @returns standard output. @throws Error with the last words of a program that fails */
async function succeeding({ processes }: HeadNodeDeps, argv: readonly string[], env = {}): Promise<string> {
  const { code, stdout, stderr } = await processes.run(argv, { env });
  if (code === 0) return stdout;
  throw new Error(`${argv[0]} ended with exit code ${code}: ${stderr.trim().split("\n").at(-1)}`);
}
