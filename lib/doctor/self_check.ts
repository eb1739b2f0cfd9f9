import { join } from "node:path";
import type { Aws } from "../aws/session.ts";
import { cacheFolder } from "../host/cache_folder.ts";
import type { Environment } from "../host/environment.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import type { Files } from "../host/files.ts";
import { sha256 } from "../host/sha256.ts";
import type { Machine } from "../host/system/machine.ts";
import type { Check } from "../preflight/check.ts";
import { ownIdentity } from "../preflight/identity_gate.ts";
import { fail, failLook, pass, warn } from "../preflight/verdict.ts";

export type SelfCheckDeps = {
  readonly environment: Pick<Environment, "get" | "home">;
  readonly files: Files;
  readonly machine: Machine;
  /** The session of the credentials that are to be tried. */
  readonly aws: () => Promise<Aws>;
};

/** Whether this program can do its work on this machine: what it runs on, its cache, and whose credentials it finds. */
export async function selfCheck(deps: SelfCheckDeps): Promise<readonly Check[]> {
  return [
    architecture(deps.machine),
    libc(deps.machine),
    await cache(deps),
    ...await program(deps),
    ...await credentials(deps),
  ];
}

function architecture({ os, architecture, deno }: Machine): Check {
  const id = "machine.architecture";
  const details = { os, architecture, deno };
  if (os === "linux" && ["x86_64", "aarch64"].includes(architecture)) return pass(id, details);
  const note = `found ${os} on ${architecture}, wanted linux on x86_64 or aarch64`;
  return warn(id, { ...details, note }, "it may still work, but it was tested on Linux only");
}

function libc({ glibc }: Machine): Check {
  const id = "machine.libc";
  if (glibc !== undefined) return pass(id, { glibc });
  const note = "the version of the GNU C library was not found";
  return warn(id, { glibc: null, note }, "the program runs; if ParallelCluster or Node.js fail, this is the cause");
}

async function cache({ environment, files }: SelfCheckDeps): Promise<Check> {
  const id = "cache.folder";
  const folder = cacheFolder(environment);
  const trial = join(folder, ".self-check");
  try {
    await files.ensureFolder(folder);
    await files.replace(trial, "");
    await files.remove(trial);
    return pass(id, { folder });
  } catch (error) {
    const note = `it cannot be written: ${reasonOf(error)}`;
    return fail(id, { folder, note }, `make ${folder} writable, or name another folder in XDG_CACHE_HOME`);
  }
}

/** Whether what the packaged file has unpacked is what it carries; from source and compiled there is nothing to compare. */
async function program(
  { environment, files, machine: { programFolder: folder } }: SelfCheckDeps,
): Promise<readonly Check[]> {
  if (environment.get("DAYCTL_EXECUTABLE") === undefined) return [];
  const id = "cache.program";
  const sums: Readonly<Record<string, string>> = JSON.parse(await files.readText(join(folder, "sums")));
  const wrong: string[] = [];
  for (const [name, sum] of Object.entries(sums)) {
    const bytes = await files.readBytes(join(folder, name)).catch(() => "");
    if (await sha256(bytes) !== sum) wrong.push(name);
  }
  if (wrong.length === 0) return [pass(id, { folder, files: Object.keys(sums).length })];
  const note = `these files differ from the package: ${wrong.join(", ")}`;
  return [fail(id, { folder, note }, `remove ${folder}: the next start unpacks it again`)];
}

async function credentials({ aws }: SelfCheckDeps): Promise<readonly Check[]> {
  try {
    return (await ownIdentity({ aws: await aws() })).checks;
  } catch (error) {
    return [failLook("aws.identity", { error, doing: "looking for credentials", actions: [] })];
  }
}
