import { join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import { redact } from "../../host/redact.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Held } from "../protocol/hold.ts";
import type { StepOut } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { runFolder } from "./workspace.ts";

/** Bytes of the end of the log that the message's line is looked for in. */
const tail = 4_096;

/** What a run that has ended comes to. @throws DayError WS-PIP-001 with its exit code and the last line that it has printed */
export async function runEnd(deps: WorkDeps, held: Held, code: number): Promise<StepOut> {
  if (code === 0) return { exit_code: "0" };
  const last = await lastLine(deps, held);
  throw new DayError("WS-PIP-001", `the pipeline ended with exit code ${code}${last === "" ? "" : `: ${last}`}`, {
    details: { exit_code: code },
  });
}

async function lastLine({ files, options }: WorkDeps, held: Held): Promise<string> {
  const path = join(runFolder(options.localRoot, held), "run.log");
  if (await files.stat(path) === undefined) return "";
  const { bytes } = await files.measure(path);
  const text = new TextDecoder().decode(await files.readRange(path, Math.max(0, bytes - tail), bytes));
  return oneLine(redact(text.trimEnd().split("\n").at(-1) ?? ""));
}

/** Nobody is at it any more, and nothing says how it ended. */
export function vanished(): DayError {
  return new DayError("WS-PIP-000", "the pipeline process ended without an exit code");
}

/** @param what became of it, to follow a comma */
export function tookTooLong(what: string): DayError {
  return new DayError("WS-PIP-001", `the pipeline took longer than --run-timeout, ${what}`);
}
