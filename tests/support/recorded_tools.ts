import { delimiter, join } from "node:path";
import type { Sandbox } from "./sandbox.ts";

export type RecordedTools = {
  /** The sandbox's environment, but with a `PATH` on which there is nothing else than the tools. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every start so far: the tool and its arguments. */
  starts(): Promise<readonly (readonly string[])[]>;
};

/**
 * The sandbox's own, genuine tools on a `PATH` of nothing else; each notes how it was started. Once it runs, a tool finds what
 * it needs itself on the sandbox's whole `PATH`.
 *
 * @throws Error for a tool that the sandbox does not have
 */
export async function recordedTools(
  { folder, environment }: Pick<Sandbox, "folder" | "environment">,
  names: readonly string[],
): Promise<RecordedTools> {
  const bin = await Deno.makeTempDir({ dir: folder, prefix: "recorded-" });
  const log = join(folder, "starts");
  await Deno.writeTextFile(log, "");
  for (const name of names) {
    // One write for a whole line: several may be started at once.
    const text = [
      "#!/bin/sh",
      `line=${name}`,
      `for word; do line="$line\t$word"; done`,
      `printf '%s\\n' "$line" >> '${log}'`,
      `PATH='${environment.PATH}' exec '${await located(name, environment.PATH)}' "$@"`,
    ].join("\n");
    await Deno.writeTextFile(join(bin, name), `${text}\n`, { mode: 0o755 });
  }
  return {
    environment: { ...environment, PATH: bin },
    async starts() {
      const lines = (await Deno.readTextFile(log)).split("\n").filter((line) => line !== "");
      return lines.map((line) => line.split("\t"));
    },
  };
}

async function located(name: string, path: string): Promise<string> {
  for (const folder of path.split(delimiter)) {
    const file = await Deno.stat(join(folder, name)).catch(() => undefined);
    if (file?.isFile) return join(folder, name);
  }
  throw new Error(`there is no ${name} on ${path}`);
}
