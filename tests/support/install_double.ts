import { fileURLToPath } from "node:url";
import { delimiter, join } from "node:path";
import type { Sandbox } from "./sandbox.ts";

export type DoubleOptions = {
  /** How the double's requests travel; the genuine tool keeps its connections. */
  readonly connections?: "kept" | "fresh";
  /** What the genuine `pcluster` does all the same; of a creation not the dry run. Default: nothing. */
  readonly genuine?: "creation" | "everything";
};

/**
 * The environment of a sandbox in which `pcluster` is the double, and the reference check a script that finds everything in
 * order: it only reads, so nothing is lost by it.
 */
export async function installDouble(
  sandbox: Pick<Sandbox, "folder" | "environment">,
  { connections = "kept", genuine }: DoubleOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const bin = join(sandbox.folder, `double-${connections}-${genuine ?? "all"}`);
  await Deno.mkdir(bin, { recursive: true });
  await program(join(bin, "daylily-omics-references.sh"), ["#!/bin/sh", "echo 'the bucket holds everything'"]);
  if (genuine !== "everything") await double(bin, connections);
  const folders = genuine === "creation" ? [await mixed(sandbox, bin), bin] : [bin];
  return { ...sandbox.environment, PATH: [...folders, sandbox.environment.PATH].join(delimiter) };
}

async function double(bin: string, connections: string): Promise<void> {
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const options = ["run", "-q", "-A", "--cached-only", "--no-lock", "--no-check", `--config=${config}`, "--ext=ts"];
  await program(join(bin, "pcluster"), [
    // One process under the name that it was started by: a resume looks for the command line among the processes.
    `#!/usr/bin/env -S deno ${options.join(" ")}`,
    `import { pclusterDouble } from ${JSON.stringify(new URL("pcluster_double.ts", import.meta.url).href)};`,
    `Deno.exit(await pclusterDouble(Deno.args, ${JSON.stringify(connections)}));`,
  ]);
}

/** A folder with a `pcluster` that is the genuine one where a cluster is really made. */
async function mixed(
  { folder, environment }: Pick<Sandbox, "folder" | "environment">,
  double: string,
): Promise<string> {
  const bin = join(folder, "mixed");
  await Deno.mkdir(bin, { recursive: true });
  const genuine = join(environment.PATH.split(delimiter)[0], "pcluster");
  await program(join(bin, "pcluster"), [
    "#!/bin/sh",
    `case "$*" in *--dryrun*) ;; create-cluster*) exec ${genuine} "$@" ;; esac`,
    `exec ${join(double, "pcluster")} "$@"`,
  ]);
  return bin;
}

async function program(path: string, lines: readonly string[]): Promise<void> {
  await Deno.writeTextFile(path, lines.join("\n") + "\n");
  await Deno.chmod(path, 0o755);
}
