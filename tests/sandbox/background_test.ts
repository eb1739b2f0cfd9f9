import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../lib/host/clock.ts";
import { denoFolder } from "../../lib/host/deno_folder.ts";
import { cacheFolder } from "../../lib/host/cache_folder.ts";
import type { Environment } from "../../lib/host/environment.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { type SandboxControl, sandboxControl } from "../../lib/sandbox/control_client.ts";
import { isInsideSandbox, sandboxEntry } from "../../lib/sandbox/enter_sandbox.ts";
import { sandboxDown, sandboxReset, sandboxShell, sandboxStatus, sandboxUp } from "../../lib/sandbox/sandbox.ts";
import { sandboxPlaces, writeState } from "../../lib/sandbox/sandbox_state.ts";
import { eventually } from "../support/eventually.ts";
import type { InstallDeps } from "../../lib/toolchain/environments.ts";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import { sandboxTools } from "../support/sandbox.ts";

type Background = { readonly deps: InstallDeps; readonly serve: readonly string[]; readonly said: string[] };

/** A cache of its own with the tools and packages of the ordinary one; whatever runs there is ended. */
async function inCache(run: (background: Background) => Promise<void>): Promise<void> {
  await sandboxTools();
  const outer = systemEnvironment();
  const cache = await Deno.makeTempDir({ prefix: "dayctl-cache-" });
  await Deno.mkdir(`${cache}/dayctl`);
  await Deno.symlink(`${cacheFolder(outer)}/tools`, `${cache}/dayctl/tools`);
  const environment = surroundings({ XDG_CACHE_HOME: cache, DENO_DIR: denoFolder(outer) });
  const said: string[] = [];
  const deps: InstallDeps = {
    environment,
    files: systemFiles,
    folders: systemFolders,
    processes: systemProcesses(environment),
    clock: systemClock,
    emit: ({ message }) => void said.push(message),
  };
  const main = fileURLToPath(new URL("serve_main.ts", import.meta.url));
  const serve = ["env", `XDG_CACHE_HOME=${cache}`, "deno", "run", "-q", "-A", "--no-check", main];
  try {
    await run({ deps, serve, said });
  } finally {
    await sandboxDown(deps);
    await Deno.remove(cache, { recursive: true });
  }
}

/** Our own environment with some variables changed. */
function surroundings(changes: Record<string, string>): Environment {
  const outer = systemEnvironment();
  const all = { ...outer.all(), ...changes };
  return { ...outer, all: () => all, get: (name) => all[name] || undefined };
}

Deno.test("up, status, reset, shell, entering, steering and down of a background sandbox", () =>
  inCache(async ({ deps, serve, said }) => {
    assert.equal(await sandboxStatus(deps), undefined);
    for (const needsOne of [() => sandboxReset(deps), () => sandboxShell(deps, "true"), () => sandboxEntry(deps, [])]) {
      await assert.rejects(needsOne, { code: "DAY-SBX-002", fix: "deno task sandbox up" });
    }

    // On a busy machine seconds pass between the beginning of a process and that of Deno in it.
    const slowly = ["sh", "-c", 'sleep 3; exec "$@"', "sh", ...serve];
    const [running, same] = await Promise.all([sandboxUp(deps, slowly), sandboxUp(deps, slowly)]);
    assert.equal(same.pid, running.pid, "two at once make one");
    assert.match(running.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual((await sandboxStatus(deps))?.pid, running.pid);
    const caller =
      'test "$(aws sts get-caller-identity --query Arn --output text)" = arn:aws:iam::123456789012:user/alice';
    assert.equal(await sandboxShell(deps, caller), 0);
    assert.equal(await sandboxShell(deps, "exit 7"), 7);
    const typedIn = { ...surroundings({ ...deps.environment.all(), INIT_CWD: "/usr" }), folder: "/usr" };
    const there = 'test "$PWD" = /usr && test -z "$INIT_CWD"';
    assert.equal(
      await sandboxShell({ ...deps, environment: typedIn }, there),
      0,
      "a task there looks where the shell is",
    );

    const control = sandboxControl(running.endpoint);
    assert.deepEqual((await control.requests()).map(({ operation }) => operation), ["GetCallerIdentity"]);
    await Deno.writeTextFile(`${running.home}/left`, "");
    await sandboxReset(deps);
    assert.deepEqual(await control.requests(), []);
    await assert.rejects(Deno.stat(`${running.home}/left`), Deno.errors.NotFound);

    const entry = await sandboxEntry(deps, ["dayctl", "create"]);
    assert.deepEqual(entry.argv, ["dayctl", "create"]);
    assert.ok(isInsideSandbox(surroundings(entry.environment)));
    // Commands that a task inside prints are typed outside; those of the shell are typed in it.
    assert.equal(entry.environment.DAYCTL_TYPED_FLAGS, "--sandbox");
    assert.equal(running.environment.DAYCTL_TYPED_FLAGS, undefined);
    assert.throws(
      () =>
        isInsideSandbox(
          surroundings({ ...entry.environment, AWS_ENDPOINT_URL: "https://ec2.us-west-2.amazonaws.com" }),
        ),
      { code: "DAY-SBX-004" },
    );

    await steered(control, running.environment);

    const again = await sandboxUp(deps, serve);
    assert.equal(again.pid, running.pid);
    assert.ok(said.includes("A sandbox is running already; deleting its data, so that its account is empty again"));

    assert.equal(again.pcluster, recommendedPcluster);
    const other = await sandboxUp(deps, [...serve, "3.13.2"], "3.13.2");
    assert.notEqual(other.pid, running.pid);
    assert.ok(
      said.some((message) => message.includes(`which has pcluster ${recommendedPcluster}, and deleting its data`)),
    );
    assert.equal((await sandboxStatus(deps))?.pcluster, "3.13.2");
    assert.equal(await sandboxShell(deps, "pcluster version | grep -q 3.13.2"), 0);
    assert.equal(await sandboxDown(deps), true);
    assert.equal(await sandboxDown(deps), false);
    assert.equal(await sandboxStatus(deps), undefined);
  }));

Deno.test("a Deno that npm has put into a program of Node serves as well, in a process of its own", () =>
  inCache(async ({ deps, serve }) => {
    const running = await sandboxUp(deps, ["sh", "-c", '"$@"; exit', "sh", ...serve]);
    assert.equal((await sandboxStatus(deps))?.pid, running.pid);
  }));

/** Another process reads the log, changes settings and places faults. */
async function steered(control: SandboxControl, environment: Readonly<Record<string, string>>): Promise<void> {
  assert.equal((await control.change({ networkSeconds: 7 })).networkSeconds, 7);
  await steeredTime(control, environment);
  const { id } = await control.addFault({ operation: "GetCallerIdentity", kind: "lost" });
  const hit = control.waitForHits(id, 1);
  const env = { ...environment, AWS_MAX_ATTEMPTS: "1" };
  const asked = new Deno.Command("aws", { args: ["sts", "get-caller-identity"], clearEnv: true, env });
  assert.equal((await asked.output()).success, false);
  assert.deepEqual((await hit).hits.map(({ operation, answered }) => [operation, answered]), [
    ["GetCallerIdentity", false],
  ]);
  await control.reset();
  assert.deepEqual(await control.faults(), []);
  assert.equal((await control.settings()).networkSeconds, 2);
  const headers = { origin: "http://evil.example" };
  const fromPage = await fetch(`${environment.AWS_ENDPOINT_URL}/_sandbox/reset`, { method: "POST", headers });
  assert.equal(fromPage.status, 403, "a page in a browser must not reach it");
  await fromPage.body?.cancel();
}

/** Another process holds the time of a stack, lets it pass and releases it. */
async function steeredTime(control: SandboxControl, environment: Readonly<Record<string, string>>): Promise<void> {
  const cloudformation = async (operation: string, ...args: readonly string[]) => {
    const command = ["cloudformation", operation, "--stack-name", "held", "--output", "text", ...args];
    const output = await new Deno.Command("aws", { args: command, clearEnv: true, env: environment }).output();
    assert.ok(output.success, new TextDecoder().decode(output.stderr));
    return new TextDecoder().decode(output.stdout).trim();
  };
  const status = () => cloudformation("describe-stacks", "--query", "Stacks[0].StackStatus");
  await control.holdTime();
  await cloudformation(
    "create-stack",
    "--template-body",
    "{Resources: {Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: held}}}}",
  );
  await control.passTime(6.9);
  assert.equal(await status(), "CREATE_IN_PROGRESS");
  await control.passTime(0.1);
  assert.equal(await status(), "CREATE_COMPLETE");
  await control.change({ secondsOfDeletion: 0 });
  await cloudformation("delete-stack");
  await control.releaseTime();
}

Deno.test("a sandbox that died is not taken for a running one, and up says that its world is gone", () =>
  inCache(async ({ deps, serve, said }) => {
    const first = await sandboxUp(deps, serve);
    Deno.kill(first.pid, "SIGKILL");
    await eventually("the sandbox is dead", async () => await sandboxStatus(deps) === undefined);
    await assert.rejects(() => sandboxEntry(deps, []), { code: "DAY-SBX-002" });

    const second = await sandboxUp(deps, serve);
    assert.notEqual(second.pid, first.pid);
    assert.ok(said.some((message) => message.includes("starting one with an empty account")));

    // A sandbox answers at the address, but the process in the file is another one: this test, which began later.
    const places = sandboxPlaces(deps.environment);
    const written = await systemFiles.readText(places.state);
    const { endpoint, home } = second;
    const startTime = new Date(0).toISOString();
    const tools = { bin: "/nowhere", pcluster: recommendedPcluster, headNode: { lacks: "" } } as const;
    await writeState(systemFiles, places, { pid: Deno.pid, startTime, endpoint, home, ...tools });
    assert.equal(await sandboxStatus(deps), undefined);
    await systemFiles.replace(places.state, written);
  }));

Deno.test("an address that is not on this machine is refused", () =>
  inCache(async ({ deps }) => {
    const places = sandboxPlaces(deps.environment);
    await systemFiles.ensureFolder(places.folder);
    const tools = { bin: "/b", pcluster: recommendedPcluster, headNode: { lacks: "" } } as const;
    const state = { pid: 1, startTime: new Date(0).toISOString(), home: "/h", ...tools };
    for (const endpoint of ["http://127.0.0.1.evil.example", "https://127.0.0.1", "http://10.0.0.1:80", "file:///x"]) {
      await writeState(systemFiles, places, { ...state, endpoint });
      await assert.rejects(() => sandboxEntry(deps, []), { code: "DAY-SBX-004" });
    }
    await Deno.remove(places.state);
  }));

Deno.test("a server that fails at once fails up with the end of its log", () =>
  inCache(async ({ deps }) => {
    const serve = ["sh", "-c", "echo no room for it; exit 3"];
    await assert.rejects(() => sandboxUp(deps, serve), { code: "DAY-SBX-003", message: /no room for it/ });
  }));
