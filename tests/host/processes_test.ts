import assert from "node:assert/strict";
import { join } from "node:path";
import type { Environment } from "../../lib/host/environment.ts";
import type { ProcessId } from "../../lib/host/processes.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { eventually } from "../support/eventually.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const environmentWith = (PATH: string): Environment => ({
  get: (name) => name === "PATH" ? PATH : undefined,
  all: () => ({ PATH }),
  home: "/nowhere",
  user: "u",
  folder: "/nowhere",
});
const processes = systemProcesses(environmentWith(Deno.env.get("PATH") ?? ""));
const sh = (script: string, ...args: string[]) => ["sh", "-c", script, "sh", ...args];

/** Runs a program and gives its id as soon as it has one. */
function begin(argv: readonly string[], signal?: AbortSignal) {
  const started = Promise.withResolvers<ProcessId>();
  const onStart = (id: ProcessId) => Promise.resolve(started.resolve(id));
  return { ended: processes.run(argv, { onStart, signal }), id: started.promise };
}

Deno.test("both streams, the exit status, the input, the folder and further variables", () =>
  inTemporaryFolder(async (folder) => {
    const script = 'echo "out $1 $EXTRA $(pwd -P)"; cat; echo err >&2; exit 7';
    const finished = await processes.run(sh(script, "a b;$(x)"), {
      env: { EXTRA: "more" },
      folder,
      stdin: "typed\n",
    });
    const here = await Deno.realPath(folder);
    assert.deepEqual(finished, { code: 7, stdout: `out a b;$(x) more ${here}\ntyped\n`, stderr: "err\n" });
  }));

Deno.test("a child sees the given environment and what is added to it, and nothing of this process", async () => {
  const environment = { ...environmentWith("/usr/bin:/bin"), all: () => ({ PATH: "/usr/bin:/bin", A: "1", B: "2" }) };
  const { stdout } = await systemProcesses(environment).run(["env"], { env: { B: "3", C: "4" } });
  assert.deepEqual(stdout.trim().split("\n").sort(), ["A=1", "B=3", "C=4", "PATH=/usr/bin:/bin"]);
});

Deno.test("a child without input finds its end at once, and one that does not read it is no error", async () => {
  assert.equal((await processes.run(["cat"])).code, 0);
  assert.equal((await processes.run(sh("exec 0<&-; exit 3"), { stdin: "x".repeat(200_000) })).code, 3);
});

Deno.test("lines are told as they come, the last one also without its end", async () => {
  const lines: string[] = [];
  await processes.run(sh("printf 'a\\nb'; printf 'c\\n\\nd'"), { onLine: (line) => lines.push(line) });
  assert.deepEqual(lines, ["a", "bc", "", "d"]);
});

Deno.test("a program that does not exist is thrown as such", async () => {
  await assert.rejects(processes.run(["/absent/program"]), (error: Error) => error.name === "NotFound");
});

Deno.test("design 5.4: children run in a session of their own, so that Ctrl-C does not reach them", async () => {
  const { stdout } = await processes.run(sh("ps -o pid=,sess= -p $$"));
  const [pid, session] = stdout.trim().split(/\s+/).map(Number);
  const own = await new Deno.Command("ps", { args: ["-o", "sess=", "-p", String(Deno.pid)] }).output();
  assert.notEqual(session, Number(new TextDecoder().decode(own.stdout)));
  assert.ok(pid > 0 && session > 0);
});

Deno.test("aborted: the child and its children get TERM, and KILL when they do not listen", async () => {
  // Nobody else sleeps that long to the digit.
  const sleep = ["sleep", `60.${Deno.pid}`];
  const one = sleep.join(" ");
  for (const [script, sleepers] of [[`${one} & wait`, 1], [`trap '' TERM; ${one} & ${one}`, 2]] as const) {
    const stop = new AbortController();
    const child = begin(sh(script), stop.signal);
    const id = await child.id;
    await eventually("its children", async () => (await processes.find(sleep)).length === sleepers);
    assert.ok(await processes.isRunning(id));
    stop.abort();
    assert.notEqual((await child.ended).code, 0);
    assert.ok(!await processes.isRunning(id));
    assert.deepEqual(await processes.find(sleep), []);
  }
});

Deno.test("already aborted: no child is made", () =>
  inTemporaryFolder(async (folder) => {
    const reason = new Error("stopped");
    const signal = AbortSignal.abort(reason);
    await assert.rejects(processes.run(sh("touch made"), { folder, signal }), (error) => error === reason);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  }));

Deno.test("a process is known by its number and its beginning: a reused number is another process", async () => {
  const child = begin(["sleep", "61"]);
  const id = await child.id;
  assert.ok(await processes.isRunning(id));
  const since = (seconds: number) => new Date(Date.parse(id.startTime) - seconds * 1000).toISOString();
  assert.ok(
    await processes.isRunning({ ...id, startTime: since(20) }),
    "a busy machine began late with what it was told",
  );
  assert.ok(!await processes.isRunning({ ...id, startTime: since(-10) }), "the older process is not ours");
  const earlier = since(60);
  assert.ok(!await processes.isRunning({ ...id, startTime: earlier }), "the number alone does not count");
  await processes.end({ ...id, startTime: earlier });
  assert.ok(await processes.isRunning(id), "somebody else's process is not ended");
  await processes.end(id);
  assert.equal((await child.ended).code, 143);
  assert.ok(!await processes.isRunning(id));
  await processes.end(id);
});

Deno.test("a child is found by its arguments, also behind an interpreter, and not by a part of them", () =>
  inTemporaryFolder(async (folder) => {
    const program = join(folder, "pcluster");
    await Deno.writeTextFile(program, "#!/bin/sh\nsleep 62 & wait\n", { mode: 0o755 });
    const argv = [program, "create-cluster", "-n", "c", "-c", "/a b.yaml"];
    const child = begin(argv);
    const id = await child.id;
    const found = await eventually("the child", async () => {
      const all = await processes.find(argv);
      return all.length > 0 && all;
    });
    assert.deepEqual(found.map(({ pid }) => pid), [id.pid]);
    assert.ok(await processes.isRunning(found[0]));
    assert.deepEqual(await processes.find([...argv, "--region"]), []);
    assert.deepEqual(await processes.find(["luster", ...argv.slice(1)]), []);
    await processes.end(found[0]);
    await child.ended;
    assert.deepEqual(await processes.find(argv), []);
  }));

Deno.test("a program is looked for on PATH: the first executable file, not a folder, not a plain file", () =>
  inTemporaryFolder(async (folder) => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    for (const path of [a, b, join(a, "tool")]) await Deno.mkdir(path);
    await Deno.writeTextFile(join(b, "tool"), "", { mode: 0o755 });
    await Deno.writeTextFile(join(a, "plain"), "", { mode: 0o644 });
    const { which } = systemProcesses(environmentWith(`:${a}:${folder}/absent:${b}`));
    assert.equal(await which("tool"), join(b, "tool"));
    assert.equal(await which("plain"), undefined);
    assert.equal(await which("absent"), undefined);
    assert.equal(await which(join(b, "tool")), join(b, "tool"));
    assert.equal(await which(join(a, "plain")), undefined);
  }));

Deno.test("a child whose time is up is ended, and that is told", async () => {
  const { late, code } = await processes.run(["sleep", "1000"], { limit: 50 });
  assert.deepEqual([late, code === 0], [true, false]);
  assert.equal("late" in await processes.run(["true"], { limit: 600_000 }), false);
});
