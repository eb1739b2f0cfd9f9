import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { DayError } from "../../lib/host/day_error.ts";
import { lockRun } from "../../lib/state/run_lock.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const self = { pid: 7, host: "h", user: "u", command: "dayctl create" };
const held = (pid: number) => (error: DayError) =>
  error.code === "DAY-RUN-001" && error.exitCode === 6 && error.message.includes(`process ${pid}`) &&
  error.fix.includes(`kill -INT ${pid}`);

/** Another process that holds the lock. */
async function holder(folder: string): Promise<Deno.ChildProcess> {
  const script = fileURLToPath(new URL("hold_lock.ts", import.meta.url));
  const child = new Deno.Command("deno", {
    args: ["run", "-q", "-A", "--no-check", script, folder, "us-west-2", "c"],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  assert.match(new TextDecoder().decode((await reader.read()).value), /held/);
  await reader.cancel();
  return child;
}

Deno.test("design 5.3: one run per cluster and region; another one is told who holds it", () =>
  inTemporaryFolder(async (folder) => {
    const lock = await lockRun(folder, "us-west-2", "c", self);
    await assert.rejects(
      lockRun(folder, "us-west-2", "c", { ...self, pid: 8 }),
      (error: DayError) => held(7)(error) && /of u on h: dayctl create/.test(error.message),
    );
    (await lockRun(folder, "us-west-2", "d", self)).release();
    (await lockRun(folder, "eu-west-1", "c", self)).release();
    lock.release();
    (await lockRun(folder, "us-west-2", "c", self)).release();
  }));

Deno.test("design 5.3: a holder that is killed frees the lock", () =>
  inTemporaryFolder(async (folder) => {
    const child = await holder(folder);
    try {
      await assert.rejects(lockRun(folder, "us-west-2", "c", self), (error: DayError) =>
        held(child.pid)(error) && /of alice on h: dayctl create --debug/.test(error.message));
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
    (await lockRun(folder, "us-west-2", "c", self)).release();
  }));

Deno.test("a lock without a place is an error with a code", () =>
  inTemporaryFolder(async (folder) => {
    await assert.rejects(
      lockRun(`${folder}/absent`, "us-west-2", "c", self),
      (error: DayError) => error.code === "DAY-RUN-007",
    );
  }));
