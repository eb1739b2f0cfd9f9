import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { delimiter } from "node:path";
import type { Sandbox } from "./sandbox.ts";

export type DoubleOptions = {
  /** How the double's requests travel; the genuine tool keeps its connections. */
  readonly connections?: "kept" | "fresh";
};

/**
 * The environment of a sandbox in which `pcluster` is the double, and the reference check a script that finds everything in
 * order: it only reads, so nothing is lost by it.
 */
export async function installDouble(
  sandbox: Pick<Sandbox, "folder" | "environment">,
  { connections = "kept" }: DoubleOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const bin = join(sandbox.folder, `double-${connections}`);
  await Deno.mkdir(bin, { recursive: true });
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const options = ["run", "-q", "-A", "--cached-only", "--no-lock", "--no-check", `--config=${config}`, "--ext=ts"];
  await program(join(bin, "pcluster"), [
    // One process under the name that it was started by: a resume looks for the command line among the processes.
    `#!/usr/bin/env -S deno ${options.join(" ")}`,
    `import { pclusterDouble } from ${JSON.stringify(new URL("pcluster_double.ts", import.meta.url).href)};`,
    `Deno.exit(await pclusterDouble(Deno.args, ${JSON.stringify(connections)}));`,
  ]);
  await program(join(bin, "daylily-omics-references.sh"), ["#!/bin/sh", "echo 'the bucket holds everything'"]);
  return { ...sandbox.environment, PATH: [bin, sandbox.environment.PATH].join(delimiter) };
}

async function program(path: string, lines: readonly string[]): Promise<void> {
  await Deno.writeTextFile(path, lines.join("\n") + "\n");
  await Deno.chmod(path, 0o755);
}
