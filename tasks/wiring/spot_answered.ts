import type { Answer } from "../../lib/answers/answer.ts";
import { spotAnswer, spotFailure, type SpotSaid } from "../../lib/answers/spot/answer.ts";
import { errorWithFiles, type NamedFiles, saidWithFiles, textWithFiles } from "../../lib/answers/spot/with_files.ts";
import { asFailure } from "../../lib/cli/commands/as_failure.ts";
import { redact } from "../../lib/host/redact.ts";
import { logEvents } from "../../lib/state/run_log.ts";
import { openSpotLog } from "./spot_log.ts";
import type { TaskContext } from "../../lib/cli/task.ts";

/** Does a command, writes its log, and puts whatever comes of it into the envelope, with the warnings that were said on the way. */
export async function answered(
  action: string,
  flags: NamedFiles & { readonly logFile: string | undefined },
  context: TaskContext,
  work: (context: TaskContext) => Promise<SpotSaid>,
): Promise<Answer> {
  const warnings: string[] = [];
  const log = await openSpotLog(context, action, flags.logFile);
  const emit = log === undefined ? context.emit : logEvents(log, context);
  const told: TaskContext = {
    ...context,
    emit(said) {
      const event = { ...said, message: textWithFiles(said.message, flags) };
      if (event.level === "warn") warnings.push(event.message);
      emit(event);
    },
  };
  try {
    const said = await work(told);
    log?.line(`${context.clock.now().toISOString()} ${said.error?.message ?? "done"}`);
    return spotAnswer(saidWithFiles(said, flags), warnings);
  } catch (error) {
    const failure = asFailure({}, error);
    log?.line(redact(`${context.clock.now().toISOString()} ${failure.error?.message ?? "interrupted"}`));
    if (failure.error === undefined) return { ...failure, json: { action, success: false, data: {}, warnings } };
    return spotFailure(action, errorWithFiles(failure.error, flags), warnings);
  } finally {
    log?.close();
  }
}
