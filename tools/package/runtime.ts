import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { $ } from "../shell.ts";

/** What a file can be packaged for: what `uname -sm` says there, and the npm package that has Deno for it. */
export const targets = {
  "linux-x64": { system: "Linux x86_64", arch: "x86_64", npm: "@deno/linux-x64-glibc" },
  "linux-arm64": { system: "Linux aarch64", arch: "aarch64", npm: "@deno/linux-arm64-glibc" },
} as const;

export type Target = keyof typeof targets;

/** This machine as a target. */
export function ownTarget(): Target {
  const own = (Object.keys(targets) as Target[]).find((target) => targets[target].arch === Deno.build.arch);
  if (own === undefined || Deno.build.os !== "linux") throw new Error("dayctl is packaged on Linux only");
  return own;
}

/**
 * The file of the Deno runtime for a target: the one that is running, or the one of the npm package, which Deno fetches into its
 * cache when it is not there and compares with the lock file beside this one.
 *
 * @throws Error when it has to be fetched and the network is not there
 */
export async function runtimeFor(target: Target): Promise<string> {
  if (target === ownTarget()) return Deno.execPath();
  const { npm } = targets[target];
  const version = Deno.version.deno;
  const lock = fileURLToPath(new URL("runtimes.lock", import.meta.url));
  const fetched = await $`deno cache -q --no-config --lock=${lock} --frozen npm:${npm}@${version}`
    .stdout("null").stderr("piped").noThrow();
  if (fetched.code !== 0) {
    throw new Error(
      `Deno ${version} for ${target} is not in Deno's cache and cannot be fetched from the npm registry:\n${fetched.stderr}` +
        `It is the only thing here that needs the network, once; a file for ${ownTarget()} needs none.`,
    );
  }
  const { npmCache }: { npmCache: string } = await $`deno info --json`.json();
  for await (const { name } of Deno.readDir(npmCache)) {
    const path = join(npmCache, name, npm, version, "deno");
    if (await Deno.stat(path).catch(() => undefined) !== undefined) return path;
  }
  throw new Error(`Deno has fetched ${npm}, but it is not in ${npmCache}`);
}
