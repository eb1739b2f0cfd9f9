import assert from "node:assert/strict";
import { join } from "node:path";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { ownProcess } from "../../lib/host/system/own_process.ts";
import { sandboxPlaces, writeState } from "../../lib/sandbox/sandbox_state.ts";
import { privateFolder } from "../../lib/toolchain/find_program.ts";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import { tasks } from "../../tasks/tasks.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { repository } from "../support/source_files.ts";

type Variables = Readonly<Record<string, string>>;

/** The command that the program starts in its own place, and with what; nothing when it goes on by itself. */
async function startedBy(words: readonly string[], env: Variables) {
  const started: { readonly argv: readonly string[]; readonly variables: Variables }[] = [];
  const inPlace = (argv: readonly string[], variables: Variables) => {
    started.push({ argv, variables });
    return Promise.resolve(7);
  };
  const { code, err } = await programHere(words, { env, outside: { inPlace } });
  if (started.length > 0) assert.equal(code, 7, err);
  return started[0];
}

/** What stands between `deno run -q --no-prompt` and the file. */
function startOf(name: string): readonly string[] {
  const { permissions, v8Flags } = tasks.find((row) => row.name === name) ?? assert.fail(name);
  return [`-P=${permissions}`, ...(v8Flags === undefined ? [] : [`--v8-flags=${v8Flags.join(",")}`])];
}

function assertStart(argv: readonly string[], name: string, rest: readonly string[]): void {
  const begin = ["deno", "run", "-q", "--no-prompt", ...startOf(name)];
  assert.deepEqual(argv.slice(0, begin.length), begin, name);
  const [config, main] = ["deno.json", "main.ts"].map((file) => join(repository, file));
  assert.deepEqual(argv.slice(begin.length), [`--config=${config}`, main, name, ...rest]);
}

Deno.test("design guarantee 10: inside the sandbox a task may do what it may do outside, and no more", () =>
  withSandbox({}, async ({ endpoint, home, environment: env }) => {
    const environment = environmentOf(env, () => home);
    const tools = { bin: "/nowhere", pcluster: recommendedPcluster, headNode: { lacks: "" } } as const;
    const state = { ...await ownProcess(environment), endpoint, home, ...tools };
    const places = sandboxPlaces(environment);
    await systemFiles.ensureFolder(places.folder);
    await writeState(systemFiles, places, state);
    for (const { name } of tasks) {
      const { argv, variables } = await startedBy([name, "--debug", "--sandbox", "x"], env);
      assertStart(argv, name, ["--debug", "x"]);
      assert.equal(variables.AWS_ENDPOINT_URL, endpoint);
    }
    const { argv } = await startedBy(["create-cluster", "--sandbox", "--plan"], env);
    assertStart(argv, "create", ["--plan"]);
    const packaged = await startedBy(["status", "--sandbox"], { ...env, DAYCTL_EXECUTABLE: "/opt/dayctl" });
    assert.deepEqual(packaged.argv, ["/opt/dayctl", "status"]);
  }));

Deno.test("design guarantee 10: a task that starts again with the private tools keeps what it may do", () =>
  withSandbox({}, async ({ home, environment: { PATH: _, ...others } }) => {
    const env = { ...others, PATH: "/usr/bin:/bin" };
    const tools = privateFolder(environmentOf(env, () => home));
    await Deno.mkdir(tools, { recursive: true });
    await Deno.writeTextFile(join(tools, "pcluster"), "#!/bin/sh\n", { mode: 0o755 });
    for (const name of ["create", "preflight"]) {
      const { argv, variables } = await startedBy([name, "--plan"], env);
      assertStart(argv, name, ["--plan"]);
      assert.ok(variables.PATH.split(":").includes(tools), variables.PATH);
    }
    assert.deepEqual(["create", "preflight"].map((name) => startOf(name)[0]), ["-P=changing", "-P=reading"]);
  }));
