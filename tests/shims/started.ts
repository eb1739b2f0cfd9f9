import { join } from "node:path";
import type { Ended } from "../support/program_here.ts";
import { $ } from "../../tools/shell.ts";

/** How somebody starts a script. */
export const ways = {
  "bash x": (path: string) => ["bash", path],
  "./x": (path: string) => [path],
  "source x": (path: string) => ["bash", "-c", `source '${path}' "$@"; echo "$?" > status; set > set`, "bash"],
} as const;

/** A folder with the programs that every system has, to be `PATH` together with what the test puts into it. */
export async function programsIn(folder: string, links: Readonly<Record<string, string>> = {}): Promise<string> {
  const tools = join(folder, "tools");
  await Deno.mkdir(tools);
  for (const program of ["sh", "bash", "env", "cat", "git", "wget"]) {
    const path = await $.which(program);
    if (path === undefined) throw new Error(`${program} is missing`);
    await Deno.symlink(path, join(tools, program));
  }
  // What is on PATH may be a script that looks for the real one.
  await Deno.symlink(await $`python3 -c ${"import sys; print(sys.executable)"}`.text(), join(tools, "python3"));
  for (const [name, path] of Object.entries(links)) await Deno.symlink(path, join(tools, name));
  return tools;
}

/** A `dayctl` that says who it is and what it was given, one per line, reads its input, and ends with 7. */
export async function recorder(tools: string): Promise<void> {
  const path = join(tools, "dayctl");
  await Deno.writeTextFile(path, '#!/bin/sh\necho "pid $$"\nprintf "%s\\n" "$@"\ncat >&2\nexit 7\n');
  await Deno.chmod(path, 0o755);
}

/** Starts a command line to its end. @param env complete */
export async function started(
  argv: readonly string[],
  { env, folder, input = "" }: {
    readonly env: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly input?: string;
  },
): Promise<Ended & { readonly pid: number }> {
  const [program, ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    cwd: folder,
    clearEnv: true,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  await keyboard.write(new TextEncoder().encode(input)).catch(() => {});
  await keyboard.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr), pid: child.pid };
}
