import { type Json, stableJson } from "../host/json.ts";
import { redact } from "../host/redact.ts";
import { tellError } from "./tell_error.ts";
import { parse, type Parsed } from "./parse.ts";
import type { Answer, Task, TaskContext } from "./task.ts";
import type { CommonFlags } from "./flags.ts";

/** Where a task's words go. */
export type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Makes what a task runs with, once its flags are known. */
export type MakeContext = (flags: CommonFlags) => Promise<TaskContext & { dispose(): void }>;

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
    return await failTask(task, argv, streams, error);
  }
  if (parsed.is === "text") {
    streams.out(parsed.text);
    return 0;
  }
  const flags = parsed.flags as CommonFlags & Record<string, never>;
  const context = await makeContext(flags);
  // What moves on the screen has to stand still before the answer is printed.
  const given = await task.run(flags, parsed.words, context).catch(failure).finally(() => context.dispose());
  return answer(task, streams, flags.output === "json", flags.debug, given);
}

/** The end of a task that could not even begin. @returns the exit code */
export async function failTask(
  task: Pick<Task, "name">,
  argv: readonly string[],
  streams: Streams,
  error: unknown,
): Promise<number> {
  return answer(task, streams, asJson(argv), argv.includes("--debug"), await failure(error));
}

function asJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => word === "--output=json" || (word === "--output" && argv[index + 1] === "json"));
}

async function failure(error: unknown): Promise<Answer> {
  const { asFailure } = await import("./as_failure.ts");
  return asFailure(error);
}

function answer(task: Pick<Task, "name">, streams: Streams, json: boolean, debug: boolean, given: Answer): number {
  const { error } = given;
  const exitCode = given.exitCode ?? error?.exitCode ?? 0;
  if (error !== undefined) tellError(error, streams, debug);
  if (json) streams.out(stableJson(documentOf(task, given, exitCode)));
  else if (given.text !== "") streams.out(given.text.endsWith("\n") ? given.text : given.text + "\n");
  return exitCode;
}

function documentOf(task: Pick<Task, "name">, { json, error }: Answer, exitCode: number): Json {
  const failed = error && { error: { code: error.code, message: redact(error.message), fix: redact(error.fix) } };
  return { ...json, schema_version: 1, task: task.name, exit_code: exitCode, ...failed };
}
