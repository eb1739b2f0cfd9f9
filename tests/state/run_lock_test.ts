import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { isAtWork, lockPart, lockRun } from "../../lib/state/run_lock.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const about = { account: "123456789012", region: "us-west-2", subject: "c" };
const self = { pid: 7, host: "h", user: "u", command: "dayctl create" };
const held = (pid: number) => (error: DayError) =>
  error.code === "DAY-RUN-001" && error.exitCode === 6 && error.message.includes(`process ${pid}`) &&
  error.fix.includes(`kill -INT ${pid}`);

/** Another process that holds the lock. */
async function holder(folder: string): Promise<Deno.ChildProcess> {
  const script = fileURLToPath(new URL("hold_lock.ts", import.meta.url));
  const child = new Deno.Command("deno", {
    args: ["run", "-q", "-A", "--no-check", script, folder],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  assert.match(new TextDecoder().decode((await reader.read()).value), /held/);
  await reader.cancel();
  return child;
}

Deno.test("design 5.3: one run per cluster of an account and region; another one is told who holds it", () =>
  inTemporaryFolder(async (folder) => {
    const lock = await lockRun(folder, about, self);
    await assert.rejects(
      lockRun(folder, about, { ...self, pid: 8 }),
      (error: DayError) => held(7)(error) && /of u on h: dayctl create/.test(error.message),
    );
    (await lockRun(folder, { ...about, subject: "d" }, self)).release();
    (await lockRun(folder, { ...about, region: "eu-west-1" }, self)).release();
    (await lockRun(folder, { ...about, account: "210987654321" }, self)).release();
    const { account: _, ...anywhere } = about;
    for (const whom of [about, anywhere]) assert.ok(await isAtWork(systemFiles, folder, whom));
    assert.ok(!await isAtWork(systemFiles, folder, { ...about, account: "210987654321" }));
    assert.ok(!await isAtWork(systemFiles, folder, { region: "us-west-2", subject: "other" }));
    lock.release();
    assert.ok(!await isAtWork(systemFiles, folder, anywhere));
    (await lockRun(folder, about, self)).release();
  }));

Deno.test("a run lends the deadline of its cluster and takes it back; meanwhile only that can be worked on by others", () =>
  inTemporaryFolder(async (folder) => {
    const other = { ...self, pid: 8, command: "dayctl extend" };
    const lock = await lockRun(folder, about, self);
    const refused = (error: DayError) => held(7)(error) && error.message.startsWith("the deadline of cluster c is ");
    await assert.rejects(lockPart(folder, about, "deadline", other), refused);
    (await lockPart(folder, about, "export", other)).release();

    lock.lendDeadline();
    const borrowed = await lockPart(folder, about, "deadline", other);
    await assert.rejects(lockRun(folder, about, { ...self, pid: 9 }), held(7));
    await assert.rejects(lock.takeDeadline(), held(8));
    borrowed.release();
    await lock.takeDeadline();
    await lock.takeDeadline();
    await assert.rejects(lockPart(folder, about, "deadline", other), refused);
    lock.release();

    const alone = await lockPart(folder, about, "deadline", other);
    await assert.rejects(lockRun(folder, about, self), held(8));
    assert.ok(!await isAtWork(systemFiles, folder, about));
    alone.release();
    (await lockRun(folder, about, self)).release();
  }));

Deno.test("design 5.3: a holder that is killed frees the lock", () =>
  inTemporaryFolder(async (folder) => {
    const child = await holder(folder);
    try {
      await assert.rejects(lockRun(folder, about, self), (error: DayError) =>
        held(child.pid)(error) && /of alice on h: dayctl create --debug/.test(error.message));
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
    (await lockRun(folder, about, self)).release();
  }));

Deno.test("a lock without a place is an error with a code", () =>
  inTemporaryFolder(async (folder) => {
    await assert.rejects(
      lockRun(`${folder}/absent`, about, self),
      (error: DayError) => error.code === "DAY-RUN-007",
    );
  }));
