import { join } from "node:path";
import type { Held } from "../protocol/hold.ts";
import { endOf, mayGoOn } from "./interrupt.ts";
import { readWork } from "./read_work.ts";
import { runEnd, tookTooLong, vanished } from "./run_end.ts";
import { runCommandText } from "./scripts/run_script.ts";
import { readRunStatus, runAge, type RunStatus } from "./scripts/run_status.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { runFolder, workspaceOf } from "./workspace.ts";
import { runFiles, writeRun } from "./write_run.ts";

/** Between two looks at a run (ms). */
const pause = 2_000;
/** After so long without a sign a run that was launched may be launched again (ms). */
const launchTime = 60_000;

/**
 * Runs the pipeline on this host. It outlives the monitor: whoever takes the workset up again finds the run by its folder, and
 * waits for its end.
 *
 * @throws DayError WS-PIP-001 with its exit code; WS-PIP-000 when it has vanished without one
 */
export function runHereStep(deps: WorkDeps): Step {
  return {
    name: "run",
    async do(held) {
      if (await statusOf(deps, held) === undefined) await launch(deps, held);
      return await runEnd(deps, held, await endOfRun(deps, held));
    },
  };
}

async function statusOf({ files, options }: WorkDeps, held: Held): Promise<RunStatus | undefined> {
  const path = join(runFolder(options.localRoot, held), "status.json");
  if (await files.stat(path) === undefined) return undefined;
  return readRunStatus(await files.readText(path));
}

async function launch(deps: WorkDeps, held: Held): Promise<void> {
  const { options, processes, say } = deps;
  const { workset } = held.place;
  const { pipeline } = await readWork(deps, workset);
  const { folder } = workspaceOf(options.localRoot, workset);
  const run = runFolder(options.localRoot, held);
  const path = held.journal().steps.clone?.out?.path ?? folder;
  await writeRun(deps, held, pipeline, { pipeline: path, there: run });
  mayGoOn(deps, held);
  say("info", `${workset}: ${runCommandText(pipeline)}`, { event: "run", workset });
  const line = 'setsid bash "$1" "$2" "$3" > /dev/null 2>&1 < /dev/null &';
  await processes.run(
    ["env", "bash", "-c", line, "bash", join(run, runFiles.watcher), run, join(run, runFiles.script)],
    {
      folder: path,
      env: { INIT_CWD: undefined },
    },
  );
}

/** @returns its exit code */
async function endOfRun(deps: WorkDeps, held: Held): Promise<number> {
  const { clock, options } = deps;
  const begin = clock.ticks();
  let absences = 0;
  for (;;) {
    mayGoOn(deps, held);
    const status = await statusOf(deps, held);
    if (status !== undefined && status.exit_code !== null) return status.exit_code;
    // Three times, because it may end between two looks.
    absences = status === undefined || await isWatched(deps, held) ? 0 : absences + 1;
    if (absences > 2) throw vanished();
    if (status === undefined && clock.ticks() - begin > launchTime) throw vanished();
    if (options.runTimeout !== undefined && status !== undefined && runAge(clock.now(), status) > options.runTimeout) {
      await haltHere(deps, held);
      throw tookTooLong("and was ended");
    }
    await clock.sleep(pause, endOf(deps, held)).catch(() => {});
  }
}

/** Whether somebody holds the lock of the run. */
async function isWatched({ processes, options }: WorkDeps, held: Held): Promise<boolean> {
  const run = runFolder(options.localRoot, held);
  return (await processes.run(["env", "flock", "-n", join(run, "lock"), "true"])).code !== 0;
}

/**
 * Ends a run that is given up: TERM to its whole session, after ten seconds KILL. The session ends with its last process: what watches
 * over the run may be gone before a pipeline that hears no TERM.
 */
export async function haltHere(deps: WorkDeps, held: Held): Promise<void> {
  const status = await statusOf(deps, held);
  if (status === undefined || status.exit_code !== null || !await isWatched(deps, held)) return;
  const session = String(status.pid);
  const run = (...argv: readonly string[]) => deps.processes.run(["env", ...argv]);
  const goesOn = async () => (await run("bash", "-c", 'ps -o stat= -s "$1" | grep -qv ^Z', "bash", session)).code === 0;
  for (const signal of ["-TERM", "-KILL"]) {
    await run("pkill", signal, "-s", session);
    for (let waited = 0; waited < 10 && await goesOn(); waited++) await deps.clock.sleep(1_000);
    if (!await goesOn()) return;
  }
}
