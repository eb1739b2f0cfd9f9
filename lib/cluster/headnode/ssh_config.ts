import { join } from "node:path";
import type { Aws } from "../../aws/session.ts";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import { configFolder } from "../../state/config_folder.ts";
import { replaceFile } from "../../state/artifacts.ts";
import type { HeadNode } from "./head_node.ts";
import { ownOptions } from "../known/own_options.ts";

type Deps = { readonly files: Files; readonly environment: Environment };

/** What the AWS CLI does in a session with our credentials. */
export const sessionActions: readonly string[] = ["ssm:StartSession", "ssm:TerminateSession"];

/** The files of OpenSSH for one cluster. `pins`: the host keys that were met. */
type SshFiles = { readonly config: string; readonly pins: string };

/** Clusters of one name in two regions may be asked at the same moment; a pin is of an instance, so they share those. */
export function sshFiles(
  environment: Environment,
  { cluster, region }: Pick<HeadNode, "cluster" | "region">,
): SshFiles {
  const folder = join(configFolder(environment), "ssh");
  return { config: join(folder, `${cluster}.${region}.conf`), pins: join(folder, `${cluster}.known_hosts`) };
}

/**
 * Writes how OpenSSH reaches the head node. The first value of an option counts: what a person wrote into `ssh/config` of the
 * configuration folder (a jump host, a port, another user) comes first, the person's own configuration of OpenSSH last.
 *
 * The first contact pins the host key; from then on only that one is taken.
 *
 * @returns the path of the file
 */
export async function writeSshConfig({ files, environment }: Deps, node: HeadNode): Promise<string> {
  const folder = join(configFolder(environment), "ssh");
  const { config, pins } = sshFiles(environment, node);
  const lines = [
    `# Written anew by each contact with cluster ${node.cluster} in ${node.region}. Options of your own belong into "config" beside it.`,
    ...session(node),
    `Include ${quoted(ownOptions(environment))}`,
    `HostName ${node.host}`,
    "User ubuntu",
    `IdentityFile ${quoted(percent(node.key))}`,
    "IdentitiesOnly yes",
    `HostKeyAlias ${node.instance}`,
    `UserKnownHostsFile ${quoted(percent(pins))}`,
    "GlobalKnownHostsFile /dev/null",
    "StrictHostKeyChecking accept-new",
    "UpdateHostKeys no",
    "CheckHostIP no",
    "ConnectTimeout 10",
    "ServerAliveInterval 15",
    "ServerAliveCountMax 4",
    `Include ${quoted(join(environment.home, ".ssh", "config"))}`,
  ];
  await files.ensureFolder(folder);
  await replaceFile(files, config, lines.join("\n") + "\n");
  // OpenSSH would make it with a mode that lets others read it, and keeps that of a file which is there.
  if (await files.stat(pins) === undefined) await files.replace(pins, "");
  return config;
}

/** A person has asked for this way, so it goes before what is written down for all head nodes. */
function session({ via, region }: HeadNode): readonly string[] {
  if (via === "ssh") return [];
  const words = [
    "--target %h",
    "--document-name AWS-StartSSHSession",
    "--parameters portNumber=%p",
    `--region ${region}`,
  ];
  return [["ProxyCommand", "aws", "ssm", "start-session", ...words].join(" ")];
}

/** What a program that leads to the head node gets in its environment: the credentials of this moment, where it needs any. */
export async function wayVariables({ aws }: { readonly aws: Pick<Aws, "childVariables"> }, { via }: HeadNode) {
  return via === "ssm" ? await aws.childVariables() : {};
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}

/** These options know placeholders that begin with a percent sign. */
function percent(path: string): string {
  return path.replaceAll("%", "%%");
}
