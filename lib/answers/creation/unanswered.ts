import { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import { missingWords } from "../../host/errors/prompt_required.ts";
import type { Answer } from "../answer.ts";
import type { Command } from "../../host/command.ts";
import { type CreationCall, creationCommand } from "./creation_command.ts";

/** The same command with what nobody could be asked for, once for each choice; nothing where an error is about something else. */
export function answeredCommands(call: CreationCall, error: DayError | undefined): readonly Command[] {
  if (error === undefined) return [];
  return missingWords(error).map((words) => creationCommand(call, ["--non-interactive", ...words]));
}

/**
 * What a task says that could not even begin, because nobody could be asked.
 *
 * @throws whatever else ended it
 */
export function unanswered(call: CreationCall, error: unknown, json: { readonly [key: string]: Json } = {}): Answer {
  const next = error instanceof DayError ? answeredCommands(call, error) : [];
  if (!(error instanceof DayError) || next.length === 0) throw error;
  return { error, json, text: "", next };
}
