import assert from "node:assert/strict";
import { join } from "node:path";
import { numbers } from "../worksets/histories/numbers.ts";
import { bucket, root, seedWork, usualFiles, type WorksetsHere } from "../worksets/worksets_here.ts";
import { eventually } from "../support/eventually.ts";
import { programArgv, programFolder } from "../support/program_process.ts";

/** Each run notes that it was started, takes a moment, and leaves something. */
const run = `#!/bin/sh
name=$(basename "$(dirname "$(dirname "$PWD")")")
echo "$name" >> "$STAND_INS/launches"
sleep 0.$(($$ % 10))
echo "$name" > result.txt
`;

export type Race = {
  readonly monitors: number;
  readonly worksets: number;
  /** How often each monitor is killed. */
  readonly kills: number;
  /** Milliseconds from a monitor's first line in which it is killed. */
  readonly spread: number;
  readonly seed: number;
};

/** Monitors share a root; every run has to happen once. */
export async function raceWorksets(
  world: WorksetsHere,
  { monitors, worksets, kills, spread, seed }: Race,
): Promise<void> {
  const began = performance.now();
  await Deno.writeTextFile(join(world.env.STAND_INS, "run"), run, { mode: 0o755 });
  const work = seedWork.replace("allow_existing: false", "allow_existing: true");
  const names = Array.from({ length: worksets }, (_, index) => `ws${String(index).padStart(3, "0")}`);
  const files = usualFiles({ "daylily_work.yaml": work });
  for (const name of names) await world.drop(name, files);
  const random = numbers(seed);
  const lives = Array.from(
    { length: monitors },
    () => ({ pauses: Array.from({ length: kills }, () => random() * spread) }),
  );
  const isDone = new AbortController();
  const watched = Promise.all(lives.map(({ pauses }) => live(world, pauses, isDone.signal)));
  try {
    for (const name of names) {
      await eventually(`${name} has ended`, async () => {
        const sentinels = await world.sentinels(name);
        return !sentinels.includes("lock") && !sentinels.includes("in_progress") && sentinels.length > 1;
      });
    }
  } finally {
    isDone.abort();
  }
  const killed = (await watched).reduce((sum, count) => sum + count, 0);
  const requests = world.requests().length;
  await judge(world, names);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`seed ${seed}: ${killed} kills, ${worksets} worksets, each run once, ${requests} requests, ${seconds} s`);
}

/** A monitor that is killed after each of the pauses, counted from its first line, and then left alone. @returns how often it was killed */
async function live(world: WorksetsHere, pauses: readonly number[], done: AbortSignal): Promise<number> {
  let killed = 0;
  for (const pause of [...pauses, Infinity]) {
    if (done.aborted) break;
    const child = monitor(world);
    const lines = child.stderr.getReader();
    const over = Promise.withResolvers<void>();
    done.addEventListener("abort", () => over.resolve());
    if (done.aborted) over.resolve();
    const first = await lines.read();
    const drained = (async () => {
      while (!(await lines.read()).done);
    })();
    const timer = pause === Infinity || first.done ? undefined : setTimeout(over.resolve, pause);
    await over.promise;
    clearTimeout(timer);
    if (!done.aborted) killed++;
    child.kill(done.aborted ? "SIGTERM" : "SIGKILL");
    await child.status;
    await drained;
  }
  return killed;
}

function monitor(world: WorksetsHere): Deno.ChildProcess {
  const words = `monitor-worksets s3://${bucket}/${root} --region us-west-2 --local-root ${world.localRoot}` +
    " --run-location local --poll-seconds 2 --lease-seconds 30 --max-parallel 4";
  const [program, ...args] = programArgv(words.split(" "), "-P=development");
  const env = { ...world.env, INIT_CWD: world.folder, NO_COLOR: "1" };
  return new Deno.Command(program, {
    args,
    cwd: programFolder(env),
    clearEnv: true,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** One run each, one verdict each, and everything that a mirror's manifest lists. */
async function judge(world: WorksetsHere, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const [wrong = ""] = await world.keys(`ready/${name}/daylily.error`);
    assert.equal(wrong === "" ? "" : await world.text(wrong), "");
  }
  const launches = (await Deno.readTextFile(join(world.env.STAND_INS, "launches"))).trimEnd().split("\n");
  assert.deepEqual(launches.sort(), names);
  for (const name of names) {
    assert.deepEqual(await world.sentinels(name), ["complete", "ready"], name);
    const journal = JSON.parse(await world.text(`ready/${name}/_daylily/journal.json`));
    assert.deepEqual([journal.attempt, journal.phase, journal.projected], [1, "complete", true]);
    const verdicts = journal.history.filter(({ event }: { event: string }) =>
      event === "complete" || event === "error"
    );
    assert.equal(verdicts.length, 1, name);
    const keys = new Set(await world.keys(`complete/${name}/`));
    const { files } = JSON.parse(await world.text(`complete/${name}/_daylily/manifest.json`));
    for (const { path } of files) assert.ok(keys.has(`complete/${name}/${path}`), `${name}/${path}`);
    assert.ok(files.length > 5 && keys.has(`complete/${name}/daylily.complete`));
    assert.equal(await world.text(`complete/${name}/pipelines/rna-seq/result.txt`), `${name}\n`);
    assert.deepEqual(await world.keys(`error/${name}/`), []);
  }
}
