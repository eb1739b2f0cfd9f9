import { type Json, stableJson } from "../../host/json.ts";
import { redact } from "../../host/redact.ts";
import { interruptedError } from "./interrupted.ts";
import type { Streams } from "../../host/streams.ts";
import type { Answer } from "../../answers/answer.ts";
import type { Task } from "../task.ts";
import { plainText } from "../../text/plain_text.ts";
import { tellError } from "../terminal/tell_error.ts";
import { seeTask } from "./see_task.ts";

/** What has to be known of a task to tell of its failure. */
export type FailingTask = Pick<Task, "name" | "hasStatus">;

/** Prints what a task says at its end. @returns the exit code */
export function tellAnswer(
  task: FailingTask,
  streams: Streams,
  json: boolean,
  debug: boolean,
  said: Answer,
): number {
  const error = said.error && seeTask(task.name, said.error);
  const given = { ...said, error };
  const exitCode = given.exitCode ?? error?.exitCode ?? 0;
  if (error !== undefined) tellError(error, streams, debug);
  if (json) streams.out(stableJson(documentOf(task, given, exitCode)));
  else if (given.text !== "" || given.next?.length) streams.out(textOf(given));
  return exitCode;
}

/** Names in it may come from anywhere: from AWS, or from a file that somebody has edited. */
function textOf({ text, next = [] }: Answer): string {
  const commands = next.length === 0 ? [] : ["next:", ...next.map((command) => `  ${command}`)];
  const all = [...text === "" ? [] : [text], ...commands].join("\n");
  return plainText(all.endsWith("\n") ? all : all + "\n");
}

function documentOf(task: FailingTask, { json, next, error: given }: Answer, exitCode: number): Json {
  const error = given ?? interruptedError(exitCode, next);
  const failed = error && { error: { code: error.code, message: redact(error.message), fix: redact(error.fix) } };
  return { ...json, ...(next && { next }), schema_version: 1, task: task.name, exit_code: exitCode, ...failed };
}
