import type { Answer } from "../../lib/answers/answer.ts";
import { spotAnswer, spotFailure, type SpotSaid } from "../../lib/answers/spot/answer.ts";
import { errorWithFiles, type NamedFiles, saidWithFiles, textWithFiles } from "../../lib/answers/spot/with_files.ts";
import { asFailure } from "../../lib/cli/commands/as_failure.ts";
import { redact } from "../../lib/host/redact.ts";
import { logEvents } from "../../lib/state/run_log.ts";
import { resolve } from "node:path";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { configPath, statePath } from "./spot_deps.ts";
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
  const mixedUp = oneFileForTwo(flags, context);
  if (mixedUp !== undefined) return spotFailure(action, mixedUp, warnings);
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

/** State and log are written over: neither may be the configuration, or the other. */
function oneFileForTwo(
  { config, state, logFile }: NamedFiles & { readonly logFile: string | undefined },
  context: TaskContext,
): DayError | undefined {
  const files = [["--config", configPath(context, config)], ["--state", statePath(context, state)]];
  if (logFile !== undefined) files.push(["--log-file", resolve(context.environment.folder, logFile)]);
  for (const [index, [flag, path]] of files.entries()) {
    const other = files.slice(0, index).find(([, each]) => each === path);
    if (other === undefined) continue;
    const message = `${flag} and ${other[0]} are the same file: ${path}`;
    return new DayError("DAY-USE-001", message, { fix: `name another file with ${flag}` });
  }
  return undefined;
}
