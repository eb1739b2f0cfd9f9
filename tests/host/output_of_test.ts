import assert from "node:assert/strict";
import { outputOf } from "../../lib/host/output_of.ts";
import type { Finished, Processes, RunOptions } from "../../lib/host/processes.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

/** Programs that end like this, one after another; and the sessions that they were started in. */
function ending(...ends: readonly Finished[]) {
  const sessions: (RunOptions["session"] | "default")[] = [];
  const run = (_: readonly string[], { session }: RunOptions = {}) => {
    sessions.push(session ?? "default");
    return Promise.resolve(ends[sessions.length - 1]);
  };
  return { sessions, processes: { run } as Pick<Processes, "run"> as Processes };
}

const said = (code: number, stdout: string): Finished => ({ code, stdout, stderr: "" });

Deno.test("a look that succeeds is one child in our own session", async () => {
  const { sessions, processes } = ending(said(0, "1.2"));
  assert.equal(await outputOf({ processes }, ["x"]), "1.2");
  assert.deepEqual(sessions, ["shared"]);
});

// 130: what a shell makes of SIGINT; 1: Python, which catches it; 143: TERM.
for (const code of [130, 1, 143]) {
  Deno.test(`what a look says that was ended with status ${code} is no answer: it is asked again where no Ctrl-C reaches`, async () => {
    const { sessions, processes } = ending(said(code, "half an ans"), said(0, "an answer"));
    assert.equal(await outputOf({ processes }, ["x"]), "an answer");
    assert.deepEqual(sessions, ["shared", "default"]);
  });
}

Deno.test("a program that complains twice, and one that is not there, have no answer", async () => {
  const { processes } = ending(said(1, "a"), said(1, "b"));
  assert.equal(await outputOf({ processes }, ["x"]), undefined);
  const real = systemProcesses(environmentOf({ PATH: "/usr/bin:/bin", HOME: "/" }, () => "/"));
  assert.equal(await outputOf({ processes: real }, ["/nowhere/program"]), undefined);
});

Deno.test("a real look that a Ctrl-C ends is asked again, in a session of its own", () =>
  inTemporaryFolder(async (folder) => {
    const real = systemProcesses(environmentOf({ PATH: "/usr/bin:/bin", HOME: folder }, () => folder));
    // The first time it does to itself what the key does.
    const script = `[ -e ${folder}/once ] || { : > ${folder}/once; kill -INT $$; sleep 60; }; ps -o pid=,sid= -p $$`;
    const [pid, session] = (await outputOf({ processes: real }, ["sh", "-c", script]) ?? "").trim().split(/\s+/);
    assert.equal(pid, session);
  }));
