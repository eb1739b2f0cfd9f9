import { DayError } from "../../host/errors/day_error.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { SpotSaid } from "./answer.ts";

/** Files that were named by flags, in place of those that lie in the folder. */
export type NamedFiles = { readonly config: string | undefined; readonly state: string | undefined };

/** A text whose commands mean the same files as the run that says them: without the flags they would act on others. */
export function textWithFiles(text: string, { config, state }: NamedFiles): string {
  const flags = (config === undefined ? "" : ` --config ${shellWord(config)}`) +
    (state === undefined ? "" : ` --state ${shellWord(state)}`);
  return text.replaceAll(/\bdeno task spot-deploy [a-z]+(?:-[a-z]+)*/g, (command) => command + flags);
}

export function saidWithFiles(said: SpotSaid, files: NamedFiles): SpotSaid {
  return {
    ...said,
    text: textWithFiles(said.text, files),
    ...(said.next === undefined ? {} : { next: said.next.map((line) => textWithFiles(line, files)) }),
    ...(said.error === undefined ? {} : { error: errorWithFiles(said.error, files) }),
  };
}

export function errorWithFiles(error: DayError, files: NamedFiles): DayError {
  if (files.config === undefined && files.state === undefined) return error;
  const { text, commands } = error.advice;
  const same = new DayError(error.code, textWithFiles(error.message, files), {
    fix: { text: textWithFiles(text, files), commands: commands.map((line) => textWithFiles(line, files)) },
    cause: error.cause,
    details: error.details,
  });
  same.stack = error.stack;
  return same;
}
