import { explainAwsError } from "../aws/aws_error.ts";
import type { DayError } from "../host/errors/day_error.ts";
import type { Json } from "../host/json.ts";
import type { Warning } from "./journal/facts.ts";
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
  try {
    const answer = await work(run);
    const { error } = answer;
    await run.journal.record({
      fact: "end",
      status: error === undefined ? "done" : "failed",
      exit_code: error?.exitCode ?? 0,
    });
    return answer;
  } catch (error) {
    const failure = explainAwsError(error, doing);
    const status = deps.signal.aborted ? "interrupted" : "failed";
    await run.journal.record({ fact: "end", status, exit_code: failure.exitCode });
    deps.signal.throwIfAborted();
    throw failure;
  } finally {
    run.close();
  }
}
