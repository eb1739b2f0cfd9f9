import assert from "node:assert/strict";
import { join } from "node:path";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { toolsFolder } from "../../lib/toolchain/environments.ts";
import { sandboxTools } from "../support/sandbox.ts";
import { programArgv } from "../support/program_process.ts";
import { repository } from "../support/source_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { runProgram } from "./program.ts";

type Told = {
  readonly exit_code: number;
  readonly tools: readonly {
    readonly name: string;
    readonly path: string | null;
    readonly origin: string | null;
    readonly verdict: string;
  }[];
};

/** What the operating system has; no `pcluster`, no `node`, no `aws`, no `jq`. */
const ordinary = ["sh", "env", "git", "wget", "python3", "ps", "kill", "id", "dirname", "cat", "grep", "sed", "awk"];

async function ordinaryPath(folder: string): Promise<string> {
  const bin = join(folder, "bin");
  await Deno.mkdir(bin);
  for (const name of ordinary) {
    const folders = ["/usr/bin", "/bin"];
    for (const path of folders.map((each) => join(each, name))) {
      if (await Deno.stat(path).catch(() => undefined) === undefined) continue;
      await Deno.symlink(path, join(bin, name));
      break;
    }
  }
  await Deno.symlink(Deno.execPath(), join(bin, "deno"));
  return bin;
}

async function toolchain(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Told> {
  const [program, ...args] = programArgv(["toolchain", ...words, "--output", "json"], "-P=development");
  const { stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: repository,
    clearEnv: true,
    env: { ...environment },
  }).output();
  assert.ok(stdout.length > 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)) as Told;
}

Deno.test("decision 3.49: in an empty home, toolchain install brings all that gate 1 asks for", () =>
  inTemporaryFolder(async (home) => {
    const outer = systemEnvironment();
    const tools = await sandboxTools();
    const path = await ordinaryPath(home);
    const bare = {
      AWS_CONFIG_FILE: join(home, "config"),
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_PROFILE: "sandbox",
      DENO_DIR: outer.get("DENO_DIR") ?? join(outer.home, ".cache", "deno"),
      HOME: home,
      PATH: path,
      USER: "tester",
    };
    await Deno.writeTextFile(bare.AWS_CONFIG_FILE, "[profile sandbox]\nregion = us-west-2\n");
    const before = await toolchain(bare, "status");
    assert.deepEqual([before.exit_code, before.tools.map(({ verdict }) => verdict)], [4, ["FAIL", "FAIL", "FAIL"]]);

    // Beside the sandbox's own, with the settings of the user's registry: only the first time anything is fetched.
    const rich = { ...outer.all(), HOME: outer.home, XDG_CACHE_HOME: join(home, ".cache") };
    await toolchain(rich, "install", "--dir", toolsFolder(outer));
    const after = await toolchain(bare, "status");
    assert.deepEqual(after.tools.map(({ name, origin, verdict }) => [name, origin, verdict]), [
      ["pcluster", "private", "PASS"],
      ["daylily-omics-references.sh", "private", "PASS"],
      ["node", "private", "PASS"],
    ]);
    assert.equal(after.exit_code, 0);
    const pcluster = await Deno.readLink(join(home, ".cache", "dayctl", "toolchain", "pcluster"));
    assert.equal(pcluster, join(tools.pcluster, "bin", "pcluster"), "installed once, for the sandbox and for tasks");

    const words = ["preflight", "--region-az", "us-west-2b", "--config", "config/demo.yaml", "--non-interactive"];
    const { code, err } = await runProgram(bare, ...words);
    assert.equal(code, 1, err);
    assert.match(err, /PASS toolchain\.pcluster\n.*PASS toolchain\.references_cli\n.*PASS toolchain\.node\n/);
  }));
