import { join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import type { Held } from "../protocol/hold.ts";
import { askHeadNode, headNodeOf } from "./ask_head_node.ts";
import { halt, launch, livesMark, logMark, statusMark, tellRun } from "./scripts/head_node_scripts.ts";
import { endOf, mayGoOn } from "./interrupt.ts";
import { readWork } from "./read_work.ts";
import { runEnd, tookTooLong, vanished } from "./run_end.ts";
import { runCommandText } from "./scripts/run_script.ts";
import { readRunStatus, runAge, type RunStatus } from "./scripts/run_status.ts";
import { runFolderThere } from "./ship_pipeline.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { runFolder } from "./workspace.ts";

/** Between two looks at a run (ms). */
const pause = 20_000;
/** So often a run is launched that gives no sign of itself. What has begun takes no second one, so that this can do no harm. */
const mostLaunches = 3;
/** So many looks in a row have to find nobody at it, before it counts as vanished. */
const mostAbsences = 2;
/** So often its end is tried when it is given up. */
const mostHalts = 5;

/**
 * Runs the pipeline on the head node. It outlives the monitor and every connection: whoever takes the workset up again finds the run
 * by its folder. A head node that does not answer says nothing about it.
 *
 * @throws DayError WS-PIP-001 with its exit code; WS-PIP-000 when it has vanished without one; WS-CLU-001 without a head node
 */
export function runThereStep(deps: WorkDeps): Step {
  return {
    name: "run",
    async do(held) {
      return await runEnd(deps, held, await endOfRun(deps, held));
    },
  };
}

type Look = { readonly is: "absent" } | {
  readonly is: "there";
  readonly lives: boolean;
  readonly status: RunStatus | undefined;
};

/** @returns its exit code */
async function endOfRun(deps: WorkDeps, held: Held): Promise<number> {
  const { clock, options } = deps;
  let [absences, launches] = [0, 0];
  let last: RunStatus | undefined;
  const isLate = () =>
    options.runTimeout !== undefined && last !== undefined && runAge(clock.now(), last) > options.runTimeout;
  for (;;) {
    const look = await lookAt(deps, held, () => {
      if (isLate()) throw tookTooLong("and its head node cannot be reached to end it");
    });
    const status = look.is === "there" ? look.status : undefined;
    last = status ?? last;
    if (status !== undefined && status.exit_code !== null) return status.exit_code;
    const lives = look.is === "there" && look.lives;
    if (look.is === "there" && status === undefined && last === undefined && !lives && launches < mostLaunches) {
      if (await start(deps, held)) launches++;
    } else absences = lives ? 0 : absences + 1;
    if (absences >= mostAbsences) throw vanished();
    if (isLate()) {
      await haltThere(deps, held);
      throw tookTooLong("and was ended");
    }
    await clock.sleep(pause, endOf(deps, held)).catch(() => {});
  }
}

async function lookAt(deps: WorkDeps, held: Held, unknown: () => void): Promise<Look> {
  const { code, stdout } = await askHeadNode(deps, held, { script: tellRun, args: [placeOf(held)] }, { unknown });
  const lines = stdout.split("\n");
  const told = (mark: string) => lines.find((line) => line.startsWith(mark))?.slice(mark.length);
  const lives = told(livesMark);
  if (code !== 0 && lives === undefined) return { is: "absent" };
  await keepTail(deps, held, lines.slice(lines.indexOf(logMark) + 1).join("\n"));
  const status = told(statusMark) ?? "";
  return { is: "there", lives: lives !== "no", status: status === "" ? undefined : readRunStatus(status) };
}

/** The end of what it prints is here for the mirror, whatever becomes of the head node. */
async function keepTail({ files, options }: WorkDeps, held: Held, text: string): Promise<void> {
  if (text === "") return;
  const run = runFolder(options.localRoot, held);
  await files.ensureFolder(run);
  await files.replace(join(run, "run.log"), text);
}

/** @returns whether it was launched; without a connection that is not known, and the next look tells */
async function start(deps: WorkDeps, held: Held): Promise<boolean> {
  const { workset } = held.place;
  const { pipeline } = await readWork(deps, workset);
  const head = await headNodeOf(deps, held);
  mayGoOn(deps, held);
  deps.say("info", `${workset}: ${runCommandText(pipeline)}`, { event: "run", workset });
  const args = [placeOf(held), String(held.journal().epoch)];
  const contact = await head({ script: launch, args, signal: endOf(deps, held) })
    .catch((error) => {
      if (error instanceof DayError) return { is: "unreached" as const, why: error.message };
      throw error;
    });
  return contact.is === "answer";
}

/** Ends a run that is given up, as far as the head node can be reached. */
export async function haltThere(deps: WorkDeps, held: Held): Promise<void> {
  const { clock, say } = deps;
  const { workset } = held.place;
  if (held.journal().headnode?.folder === undefined || held.journal().steps.run === undefined) return;
  const args = [placeOf(held), String(held.journal().epoch)];
  let why = "";
  for (let turn = 0; turn < mostHalts; turn++) {
    held.guard();
    try {
      const contact = await (await headNodeOf(deps, held))({ script: halt, args, signal: held.lost });
      if (contact.is === "gone" || contact.is === "answer" && contact.code !== 1) return;
      why = contact.is === "answer" ? "it does not end" : contact.why;
    } catch (error) {
      if (!(error instanceof DayError)) throw error;
      why = error.message;
    }
    await clock.sleep(pause, held.lost).catch(() => {});
  }
  say("error", `${workset}: its pipeline could not be stopped: ${why}`, { event: "halt", workset });
}

function placeOf(held: Held): string {
  const { headnode, attempt } = held.journal();
  return runFolderThere(headnode?.folder ?? "", attempt);
}
