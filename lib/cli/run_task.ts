import { explainAwsError } from "../aws/aws_error.ts";
import { DayError } from "../host/day_error.ts";
import { Interrupted } from "../host/interruption.ts";
import { type Json, stableJson, stableJsonLine } from "../host/json.ts";
import { plainText } from "../host/plain_text.ts";
import { redact } from "../host/redact.ts";
import { parse, type Parsed } from "./parse.ts";
import type { Answer, Task, TaskContext } from "./task.ts";
import type { CommonFlags } from "./flags.ts";

/** Where a task's words go. */
export type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Makes what a task runs with, once its flags are known. */
export type MakeContext = (flags: CommonFlags) => TaskContext & { dispose(): void };

/**
 * Runs a task from its command line to its exit code: standard output gets the answer and nothing else, standard error what a
 * person needs beside it.
 */
export async function runTask(
  task: Task,
  argv: readonly string[],
  streams: Streams,
  toolVersion: string,
  makeContext: MakeContext,
): Promise<number> {
  let parsed: Parsed;
  try {
    parsed = await parse(task, argv, toolVersion);
  } catch (error) {
    return answer(task, streams, asJson(argv), false, failure(error));
  }
  if (parsed.is === "text") {
    streams.out(parsed.text);
    return 0;
  }
  const flags = parsed.flags as CommonFlags & Record<string, never>;
  const context = makeContext(flags);
  try {
    const given = await task.run(flags, parsed.words, context).catch(failure);
    return answer(task, streams, flags.output === "json", flags.debug, given);
  } finally {
    context.dispose();
  }
}

function asJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => word === "--output=json" || (word === "--output" && argv[index + 1] === "json"));
}

function failure(error: unknown): Answer {
  if (error instanceof Interrupted) return { exitCode: error.exitCode, json: {}, text: "" };
  return { json: {}, text: "", error: asDayError(error) };
}

/** Every failure has the one form; what nobody expected says so and keeps its cause. */
export function asDayError(error: unknown): DayError {
  if (error instanceof DayError) return error;
  const isFromService = error instanceof Error &&
    ("$metadata" in error || "$fault" in error || error.name.endsWith("ProviderError"));
  if (isFromService) return explainAwsError(error, "talking to AWS");
  return new DayError("DAY-BUG-001", error instanceof Error ? error.message : String(error), { cause: error });
}

function answer(task: Task, streams: Streams, json: boolean, debug: boolean, given: Answer): number {
  const { error } = given;
  const exitCode = given.exitCode ?? error?.exitCode ?? 0;
  if (error !== undefined) tellError(error, streams, debug);
  if (json) streams.out(stableJson(documentOf(task, given, exitCode)));
  else if (given.text !== "") streams.out(given.text.endsWith("\n") ? given.text : given.text + "\n");
  return exitCode;
}

function documentOf(task: Task, { json, error }: Answer, exitCode: number): Json {
  const failed = error && { error: { code: error.code, message: redact(error.message), fix: redact(error.fix) } };
  return { ...json, schema_version: 1, task: task.name, exit_code: exitCode, ...failed };
}

/** Prints an error in the one form that errors have. */
export function tellError(error: DayError, { err }: Streams, debug: boolean): void {
  if (error.code === "DAY-PROMPT-001") {
    // The one error that scripts read from standard error (spec/create-cluster.md 1.7).
    const details = error.details as { readonly key?: string } | undefined;
    err(
      stableJsonLine({ error: "prompt_required", key: details?.key ?? "", message: error.message, exit_code: 1 }) +
        "\n",
    );
  }
  const fix = error.fix.split("\n").map((line, index) => `  ${index === 0 ? "fix: " : "     "}${line}`).join("\n");
  err(plainText(redact(`error ${error.code}: ${error.message}\n${fix}`)) + "\n");
  if (debug) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      err(redact(String(cause.stack)) + "\n");
    }
  }
}
