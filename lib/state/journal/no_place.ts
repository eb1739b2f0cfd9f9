import { dirname } from "node:path";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { shellWord } from "../../text/shell_word.ts";

/** The error DAY-RUN-007 for a file or folder that a run cannot have, with the system's reason. */
export function noPlace(path: string, what: "written" | "made" | "locked", cause: unknown): DayError {
  const message = `${path} cannot be ${what}`;
  if ((cause as { readonly code?: unknown } | null)?.code !== "ENOENT") {
    return new DayError("DAY-RUN-007", `${message}: ${reasonOf(cause)}`, { cause });
  }
  const folder = dirname(path);
  const make = command(`mkdir -p ${shellWord(folder)}`);
  return new DayError("DAY-RUN-007", `${message}: there is no folder ${folder}`, {
    cause,
    fix: advice`make the folder with ${make}, or name a file in another one`,
  });
}
