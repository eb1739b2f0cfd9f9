import { explainAwsError } from "../aws/aws_error.ts";
import type { DayError } from "../host/errors/day_error.ts";
import type { Json } from "../host/json.ts";
import type { EndStatus, Warning } from "./journal/facts.ts";
import { beginLook, beginRun, type Run, type RunDeps, type RunStart } from "./run.ts";

export type ShortRunOptions = {
  /** Nothing is changed, so that there is nothing to be remembered. */
  readonly dryRun: boolean;
  /** What is being done, to follow "while". */
  readonly doing: string;
};

/** How it went; what stopped it half-way may be told together with what was done. */
type ShortAnswer = { readonly warnings: readonly Warning[]; readonly error?: DayError };

/**
 * Runs a piece of work that nobody has to resume: whatever stops it, the same command does all of it again. Its journal says what it
 * has changed, and how it ended.
 *
 * @throws DayError whatever stopped it
 */
export async function shortRun<R extends Json, D extends RunDeps, A extends ShortAnswer>(
  deps: D,
  start: RunStart<R>,
  { dryRun, doing }: ShortRunOptions,
  work: (run: Run<R, D>) => Promise<A>,
): Promise<A> {
  const run = dryRun ? await beginLook(deps, start) : await beginRun(deps, start);
  return await workToEnd(run, { doing, interrupted: "interrupted" }, () => work(run), ({ error }) => ({
    status: error === undefined ? "done" : "failed",
    exit_code: error?.exitCode ?? 0,
  }));
}

type End = { readonly status: EndStatus; readonly exit_code: number };

/**
 * Does the work of a run that has begun, writes down how it ended, and closes it.
 *
 * @param how `interrupted`: what a run is called that a person has stopped
 * @param endOf how it ended, when nothing stopped it
 * @throws DayError whatever stopped it
 */
export async function workToEnd<R extends Json, D extends RunDeps, A>(
  run: Run<R, D>,
  { doing, interrupted }: { readonly doing: string; readonly interrupted: "interrupted" | "failed" },
  work: () => Promise<A>,
  endOf: (answer: A) => End,
): Promise<A> {
  const { journal, deps: { signal } } = run;
  try {
    const answer = await work();
    await journal.record({ fact: "end", ...endOf(answer) });
    return answer;
  } catch (error) {
    const failure = explainAwsError(error, doing);
    await journal.record({
      fact: "end",
      status: signal.aborted ? interrupted : "failed",
      exit_code: failure.exitCode,
    });
    signal.throwIfAborted();
    throw failure;
  } finally {
    run.close();
  }
}
