import type { SpotSaid } from "../../lib/answers/spot/answer.ts";
import { type NamedFiles, textWithFiles } from "../../lib/answers/spot/with_files.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { reasonOf } from "../../lib/host/errors/reason_of.ts";
import { lookAgain } from "./look_again.ts";
import { numberOf } from "./spot_values.ts";

type Watch = NamedFiles & { readonly watch: string | undefined; readonly output: string | undefined };

/** Seconds between looks where nobody says a number. */
const usual = 10;

/**
 * Looks once, or again and again until Ctrl-C. When the first look fails there is nothing to watch; a later one that fails is told, and
 * another follows.
 */
export async function lookOrWatch(
  context: TaskContext,
  flags: Watch,
  look: () => Promise<SpotSaid>,
): Promise<SpotSaid> {
  if (flags.watch === undefined) return await look();
  if (flags.output === "json") {
    const fix = "leave one of the two out";
    throw new DayError("DAY-USE-001", "--watch never ends, so it cannot be used with --output json", { fix });
  }
  const seconds = flags.watch === "" ? usual : numberOf({ watch: flags.watch }, "watch", { least: 1, most: 3600 });
  let isFirst = true;
  return await lookAgain(context, (seconds ?? usual) * 1000, async () => {
    const said = await look().catch((error) => {
      context.signal.throwIfAborted();
      if (isFirst) throw error;
      return { text: "", error: { message: reasonOf(error) } };
    });
    isFirst = false;
    const { text, error } = said;
    return textWithFiles([text, ...error === undefined ? [] : [error.message]].filter(Boolean).join("\n"), flags);
  });
}
