import { join } from "node:path";
import type { ErrorCode } from "../../host/errors/error_codes.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { openTextLog } from "../../host/system/text_log.ts";
import { redact } from "../../host/redact.ts";
import { oneLine } from "../../text/one_line.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { Held } from "../protocol/hold.ts";
import { endOf, mayGoOn } from "./interrupt.ts";
import type { WorkDeps } from "./work_deps.ts";
import { workspaceOf } from "./workspace.ts";

export type Child = {
  /** What it does, for people and as the name of its log. */
  readonly label: string;
  readonly argv: readonly string[];
  /** Its working folder; default: that of the monitor. */
  readonly folder?: string;
  /** The code of the error when it fails. */
  readonly code: ErrorCode;
  /** It belongs to the end of the work, which nobody can cancel any more. */
  readonly isEnding?: boolean;
};

/**
 * Runs a command of a workset to its end. What it prints goes into the workset's log. It is ended when the workset is held no more,
 * is to be ignored, or the monitor stops.
 *
 * @returns what it printed
 * @throws DayError with its exit code and its last line; what `mayGoOn` throws
 */
export async function runChild(deps: WorkDeps, held: Held, child: Child): Promise<string> {
  const { code, stdout, stderr } = await runToEnd(deps, held, child);
  if (code === 0) return stdout;
  const message = `${child.label} ended with exit code ${code}${reasonIn(stdout, stderr)}`;
  throw new DayError(child.code, message, { details: { label: child.label, exit_code: code } });
}

/** What a command said of its failure: our own tasks say it in a line that begins with `error`, of others it is the last one. */
export function reasonIn(stdout: string, stderr: string): string {
  const lines = [stdout, stderr].flatMap((text) => text.split("\n")).filter((line) => line.trim() !== "");
  const reason = lines.findLast((line) => /^error /.test(line))?.replace(/^error /, "") ?? lines.at(-1);
  return reason === undefined ? "" : `: ${oneLine(redact(reason.trim()))}`;
}

/** The same, where an exit code that is not 0 is an answer as well. */
export async function runToEnd(deps: WorkDeps, held: Held, { label, argv, folder, isEnding }: Child) {
  const { environment, processes, files, options, clock, say } = deps;
  const { workset } = held.place;
  const { log } = workspaceOf(options.localRoot, workset);
  await files.ensureFolder(log);
  mayGoOn(deps, held, isEnding);
  const text = openTextLog(join(log, `${label.replaceAll(" ", "_")}.log`));
  const line = argv.map(shellWord).join(" ");
  say("debug", `${workset}: ${redact(line)}`, { event: "command", workset, label });
  text.line(`${clock.now().toISOString()} $ ${redact(line)}`);
  try {
    const ended = await processes.run(argv, {
      folder: folder ?? environment.folder,
      env: { INIT_CWD: undefined },
      onLine: (each) => text.line(redact(each)),
      signal: endOf(deps, held, isEnding),
    });
    text.line(`${clock.now().toISOString()} exit ${ended.code}`);
    say("info", `${workset}: ${label} ended with exit code ${ended.code}`, {
      event: "command",
      workset,
      label,
      code: ended.code,
    });
    mayGoOn(deps, held, isEnding);
    return ended;
  } finally {
    text.close();
  }
}
