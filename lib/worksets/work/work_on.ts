import { mirrorPrefix } from "../results/mirror_prefix.ts";
import { join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import { redact } from "../../host/redact.ts";
import { oneLine } from "../../text/one_line.ts";
import { explainAwsError } from "../../aws/aws_error.ts";
import { sentinelName } from "../contract/sentinels.ts";
import type { Work } from "../protocol/attend.ts";
import { type Ending, verdictBody } from "../protocol/finish.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import type { Journal } from "../protocol/journal.ts";
import { notify } from "../steps/notify.ts";
import { cloneStep } from "../steps/clone_pipeline.ts";
import { configureStep } from "../steps/configure_pipeline.ts";
import { type ClusterTurns, clusterTurns } from "../cluster/cluster_turns.ts";
import { clusterStep } from "../cluster/ensure_cluster.ts";
import { exportStep } from "../results/export_results.ts";
import { fetchStep, isExported, type Results } from "../results/fetch_results.ts";
import { Ignored } from "../steps/interrupt.ts";
import { sayOf, type WorkLog, workLog } from "./work_log.ts";
import { measureCost, measuring } from "./measure_cost.ts";
import { mayGoOn } from "../steps/interrupt.ts";
import { keepIfWanted } from "../cluster/keep_cluster.ts";
import { clearInputs } from "../results/clear_inputs.ts";
import { mirrorTree } from "../results/mirror_tree.ts";
import { isHere } from "../steps/is_here.ts";
import { haltHere, runHereStep } from "../steps/run_here.ts";
import { haltThere, runThereStep } from "../steps/run_there.ts";
import { shipStep } from "../steps/ship_pipeline.ts";
import { stageStep } from "../steps/stage_workset.ts";
import { restoreWorkspace, snapshotStep, worksetInputs } from "../steps/take_snapshot.ts";
import { tearDown } from "../cluster/tear_down.ts";
import { validateWorkset } from "../steps/validate_workset.ts";
import { type Step, StepFailed, walkSteps } from "../steps/walk_steps.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { workspaceOf } from "../steps/workspace.ts";

/** The work on a workset, with the pipeline on this host or on a head node. */
export function workOn(deps: WorkDeps): Work {
  const turns = clusterTurns();
  const of = (held: Held): WorkDeps => ({ ...deps, say: sayOf(deps.say, held) });
  return {
    async process(held) {
      const log = workLog(deps, held);
      try {
        return await process({ ...deps, say: log.say }, held, { turns, log });
      } finally {
        if (!held.lost.aborted) await log.write();
      }
    },
    halt: (held) => haltRun(of(held), held),
    seal: (held) => seal(deps, held),
    announce: (held) => announce(of(held), held),
    async tearDown(held) {
      await measureCost(of(held), held);
      return await tearDown(of(held), held);
    },
    clear: (held) => clearInputs(of(held), held),
  };
}

async function haltRun(deps: WorkDeps, held: Held): Promise<void> {
  if (isHere(deps, held)) return await haltHere(deps, held);
  await restoreWorkspace(deps, held);
  await haltThere(deps, held);
}

function stepsOf(deps: WorkDeps, held: Held, turns: ClusterTurns): readonly Step[] {
  const there = [shipStep(deps), runThereStep(deps)];
  return [
    snapshotStep(deps),
    validateStep(deps),
    clusterStep(deps, turns),
    stageStep(deps),
    cloneStep(deps),
    configureStep(deps),
    ...isHere(deps, held) ? [runHereStep(deps)] : there,
  ];
}

/** What brings the results of a run on a head node: its place there is known only when it was sent. */
function resultSteps(deps: WorkDeps, held: Held, results: Results): readonly Step[] {
  if (isHere(deps, held)) return [];
  return [fetchStep(deps, results), ...isExported(held) ? [exportStep(deps, results)] : []];
}

function validateStep(deps: WorkDeps): Step {
  return {
    name: "validate",
    async do({ place: { workset, prefix } }) {
      const { files, options, say } = deps;
      const { folder } = workspaceOf(options.localRoot, workset);
      const paths = new Set((await worksetInputs(deps, prefix)).map(({ path }) => path));
      const read = (path: string) => files.readBytes(join(folder, path));
      const { notes, place } = await validateWorkset(deps, { paths, read });
      for (const note of notes) say("info", `${workset}: ${note}`, { event: "note", workset });
      return { ...place };
    },
  };
}

type Working = { readonly turns: ClusterTurns; readonly log: WorkLog };

async function process(deps: WorkDeps, held: Held, { turns, log }: Working): Promise<Ending> {
  const { workset } = held.place;
  const tell = (step: string, state: string, seconds: number) =>
    deps.say(
      state === "failed" ? "error" : "info",
      `${workset}: ${step} ${state}${seconds > 0 ? ` (${seconds} s)` : ""}`,
      {
        event: "step",
        workset,
        step,
        state,
        seconds,
        started: held.journal().started,
        cluster: held.journal().cluster?.name,
      },
    );
  const waits = (step: string, cause: unknown) => {
    const { code, message } = explainAwsError(cause, `the step ${step}`);
    const text = `${workset}: step ${step} waits and is tried again: ${code} ${oneLine(redact(message))}`;
    deps.say("warn", text, { event: "wait", workset, step, code });
  };
  const { clock, random } = deps;
  const going = { ended: log.write, mayGoOn: (of: Held) => mayGoOn(deps, of) };
  const walkDeps = { clock, random, tell, waits, ...going };
  await insist(deps, held, () => restoreWorkspace(deps, held));
  try {
    if (held.journal().error === undefined) {
      const steps = async () => {
        await walkSteps(walkDeps, held, stepsOf(deps, held, turns));
        await walkSteps(walkDeps, held, resultSteps(deps, held, "all"));
      };
      await measuring(deps, held, steps());
      await measureCost(deps, held);
      await mirror(deps, held, "complete", walkDeps);
      return { phase: "complete" };
    }
  } catch (error) {
    held.lost.throwIfAborted();
    const cause = error instanceof StepFailed ? error.cause : error;
    if (cause instanceof Ignored) {
      await haltRun(deps, held);
      return { phase: "cancelled" };
    }
    if (!(error instanceof StepFailed)) throw error;
    const told = tellingOf(error);
    deps.say("error", `${workset}: ${told.code} ${told.message}`, { event: "error", workset, code: told.code });
    // Noted before anything else, so that whoever goes on knows that it has failed.
    await insist(deps, held, () => held.note((journal) => ({ ...journal, error: told })));
  }
  await measureCost(deps, held);
  const isHad = await fetchWhatCanBeHad(deps, held, walkDeps);
  const error = held.journal().error ?? { code: "DAY-BUG-001", step: "", message: "" };
  await mirror(deps, held, "error", walkDeps).catch((cause) => {
    held.lost.throwIfAborted();
    if (!(cause instanceof StepFailed)) throw cause;
    deps.say("error", `${workset}: its files could not be copied to S3: ${tellingOf(cause).message}`, {
      event: "error",
      workset,
    });
  });
  // A head node that is gone takes along what lay on its own disk.
  const isLost = error.code === "WS-CLU-001" && !isExported(held);
  await keepIfWanted(deps, held, { holdsResults: !isHad && !isLost });
  return { phase: "error", error };
}

/** Of a run on a head node that has failed: what it has made would go with its cluster. @returns whether nothing is left there alone */
async function fetchWhatCanBeHad(
  deps: WorkDeps,
  held: Held,
  walkDeps: Parameters<typeof walkSteps>[0],
): Promise<boolean> {
  if (held.journal().steps.run === undefined) return true;
  let isHad = true;
  // Each for itself: FSx may give what a head node that is gone cannot.
  for (const step of resultSteps(deps, held, "what can be had")) {
    await walkSteps(walkDeps, held, [step]).catch((cause) => {
      held.lost.throwIfAborted();
      if (!(cause instanceof StepFailed)) throw cause;
      const text = `${held.place.workset}: its results could not be copied to the monitor: ${tellingOf(cause).message}`;
      deps.say("error", text, { event: "error", workset: held.place.workset });
      isHad = false;
    });
  }
  return isHad;
}

async function mirror(
  deps: WorkDeps,
  held: Held,
  status: "complete" | "error",
  walkDeps: Parameters<typeof walkSteps>[0],
): Promise<void> {
  if (deps.options.mirror === "none") return;
  const step: Step = {
    name: `mirror_${status}`,
    async do() {
      const results = await mirrorTree(deps, held, status);
      await insist(deps, held, () => held.note((journal) => ({ ...journal, results })));
      return { uri: results };
    },
  };
  await walkSteps(walkDeps, held, [step]);
}

function tellingOf({ step, cause }: StepFailed): NonNullable<Journal["error"]> {
  if (isFull(cause)) return { code: "WS-RES-002", step, message: "the disk of the monitor is full" };
  const error = cause instanceof DayError ? cause : explainAwsError(cause, `the step ${step}`);
  const lines = error.message.replace(/(:?)\s*\n\s*/g, (_, colon: string) => colon === "" ? "; " : ": ");
  return { code: error.code, step, message: oneLine(redact(lines)).slice(0, 4000) };
}

function isFull(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOSPC" ||
    error instanceof Error && /No space left on device/.test(error.message);
}

async function seal({ options, store, clock }: WorkDeps, held: Held): Promise<void> {
  if (options.mirror === "none") return;
  const journal = held.journal();
  const { phase } = journal;
  if (phase !== "complete" && phase !== "error") return;
  const key = mirrorPrefix(options, phase, held.place.workset) + sentinelName(phase);
  await store.put(key, new TextEncoder().encode(verdictBody(journal, clock.now())), "any");
}

async function announce(deps: WorkDeps, held: Held): Promise<void> {
  const { phase } = held.journal();
  if (phase === "complete" || phase === "error" || phase === "cancelled") await notify(deps, held, phase);
}
