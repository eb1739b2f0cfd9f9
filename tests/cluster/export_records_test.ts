import assert from "node:assert/strict";
import { join } from "node:path";
import { type Clock, systemClock } from "../../lib/host/clock.ts";
import { eventually } from "../support/eventually.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere, startHere } from "../support/program_here.ts";
import { callsOf, writeProgram } from "./run_world.ts";
import { onWideCluster, wide, type WidePlace } from "./wide_place.ts";

/** The limit of a head node takes its time. */
function clock(): Clock {
  const hurried = hurriedClock();
  const sleep: Clock["sleep"] = (milliseconds, signal) =>
    milliseconds === 10_000 ? systemClock.sleep(milliseconds, signal) : hurried.sleep(milliseconds, signal);
  return { ...hurried, sleep };
}

const onDemo = ["--cluster", "demo", "--region", "us-west-2"];
const exporting = ({ sandbox }: WidePlace) => ["export", ...onDemo, "--output-dir", sandbox.folder];
const begun = ({ sandbox }: WidePlace) =>
  sandbox.requests().filter(({ operation }) => operation === "CreateDataRepositoryTask").length;
const kept = ({ head }: WidePlace) => Deno.readTextFile(join(head, "fsx/logs/job_completions.txt")).catch(() => "none");
const write = ({ head }: WidePlace, text: string) => Deno.writeTextFile(join(head, "slurm/job_completions.txt"), text);

Deno.test(
  "decision 5a: the job records are on the file system before an export of it begins; one that cannot be asked for them stops nothing",
  onWideCluster(async (place) => {
    const { env, bin, head } = place;
    const without = await programHere(exporting(place), { env, clock: clock() });
    assert.deepEqual([without.code, await kept(place)], [0, "none"], without.err);
    assert.doesNotMatch(without.err, /job records may/);

    await write(place, "JobId=1\n");
    await Deno.writeTextFile(join(head, "wait"), "");
    const asked = (await callsOf(bin)).length;
    const started = startHere(exporting(place), { env, clock: clock() });
    await eventually("the head node is asked", async () => (await callsOf(bin)).length > asked);
    assert.equal(begun(place), 1);
    await Deno.remove(join(head, "wait"));
    const { code, err } = await started.ended;
    assert.deepEqual([code, begun(place), await kept(place)], [0, 2, "JobId=1\n"], err);
    assert.doesNotMatch(err, /job records may/);
    assert.deepEqual([...Deno.readDirSync(join(head, "fsx/logs"))].map(({ name }) => name), ["job_completions.txt"]);

    // A deletion that exports first.
    await write(place, "JobId=1\nJobId=2\n");
    const deletion = ["delete", ...onDemo, "--export", "--yes", "--non-interactive"];
    const deleted = await programHere(deletion, { env, clock: clock() });
    assert.deepEqual([deleted.code, begun(place), await kept(place)], [0, 3, "JobId=1\nJobId=2\n"], deleted.err);
  }, wide),
);

Deno.test(
  "decision 5a: an export goes on where the head node does not copy the job records, and says what may be missing",
  onWideCluster(async (place) => {
    const { env, bin, sandbox } = place;
    await writeProgram(bin, "ssh", "echo 'Permission denied (publickey).' >&2; exit 255");
    const missing = /the newest job records may be missing in \/fsx\/logs\/job_completions\.txt: .*/;
    const warned = async (why: RegExp) => {
      const { code, err } = await programHere(exporting(place), { env, clock: clock() });
      assert.equal(code, 0, err);
      assert.match(missing.exec(err.replaceAll(/\s+/g, " "))?.[0] ?? err, why);
    };
    await warned(/: no connection to \S+: Permission denied/);
    await writeProgram(bin, "ssh", "echo 'cp: no space left' >&2; exit 1");
    await warned(/: ended with exit code 1: cp: no space left/);
    sandbox.settings.denied = ["ec2:DescribeInstances"];
    await warned(/ec2:DescribeInstances/);
  }, wide),
);

Deno.test(
  "decision 5a: the head node of a cluster without job records is not asked for them",
  onWideCluster(async (place) => {
    const { code, err } = await programHere(exporting(place), { env: place.env, clock: clock() });
    assert.equal(code, 0, err);
    assert.deepEqual([begun(place), await callsOf(place.bin)], [1, []]);
  }),
);
