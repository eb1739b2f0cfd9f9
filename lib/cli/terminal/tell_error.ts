import type { DayError } from "../../host/errors/day_error.ts";
import { stableJsonLine } from "../../host/json.ts";
import { plainText } from "../../text/plain_text.ts";
import { redact } from "../../host/redact.ts";
import type { Streams } from "../../host/streams.ts";
import { wrapMessage } from "../../text/wrap_message.ts";

/** Prints an error in the one form that errors have. */
export function tellError(
  error: DayError,
  { err, columns = () => Infinity }: Pick<Streams, "err" | "columns">,
  debug: boolean,
): void {
  if (error.code === "DAY-PROMPT-001") {
    // The one error that scripts read from standard error.
    const details = error.details as { readonly key?: string } | undefined;
    err(
      stableJsonLine({ error: "prompt_required", key: details?.key ?? "", message: error.message, exit_code: 1 }) +
        "\n",
    );
  }
  const room = columns() - 1;
  const shown = (text: string) => plainText(redact(text));
  const commands = error.advice.commands.map(shown);
  const message = wrapMessage(shown(`error ${error.code}: ${error.message}`), room, "  ", commands);
  const fix = wrapMessage(shown(error.fix), room - 7, "", commands);
  err(`${message}\n  fix: ${fix.replaceAll("\n", "\n       ")}\n`);
  if (debug) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      err(plainText(redact(String(cause.stack))) + "\n");
    }
  }
}
