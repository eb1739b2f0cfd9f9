import type { Host } from "../host/host.ts";
import { type Json, stableJson } from "../host/json.ts";
import { redact } from "../host/redact.ts";
import { interruptedAnswer, interruptedError } from "./interrupted.ts";
import type { Streams } from "../host/streams.ts";
import { tellError } from "./tell_error.ts";
import { parse, type Parsed } from "./parse.ts";
import type { Answer, Task, TaskContext } from "./task.ts";
import type { CommonFlags } from "./flags.ts";

/**
 * Makes what a task runs with, once its flags are known.
 *
 * @param stopped says what there is to say, for an end that cannot wait for the task
 */
export type MakeContext = (
  flags: CommonFlags,
  stopped: (exitCode: number) => void,
) => Promise<TaskContext & { dispose(): void }>;

/** What has to be known of a task to tell of its failure. */
export type FailingTask = Pick<Task, "name" | "hasStatus">;

/**
 * Runs a task from its command line to its exit code: standard output gets the answer and nothing else, standard error what a
 * person needs beside it.
 */
export async function runTask(
  task: Task,
  argv: readonly string[],
  host: Pick<Host, "streams" | "outside">,
  toolVersion: string,
  makeContext: MakeContext,
): Promise<number> {
  const { streams } = host;
  let parsed: Parsed;
  try {
    parsed = await parse(task, argv, toolVersion, host);
  } catch (error) {
    return await failTask(task, argv, streams, error);
  }
  if (parsed.is === "text") {
    streams.out(parsed.text);
    return 0;
  }
  const flags = parsed.flags as CommonFlags & Record<string, never>;
  const say = (given: Answer) => answer(task, streams, flags.output === "json", flags.debug, given);
  const context = await makeContext(flags, (exitCode) => say(interruptedAnswer(task, exitCode)));
  const fail = (error: unknown) => failure(task, error);
  // What moves on the screen has to stand still before the answer is printed.
  return say(await task.run(flags, parsed.words, context).catch(fail).finally(() => context.dispose()));
}

/** The end of a task that could not even begin. @returns the exit code */
export async function failTask(
  task: FailingTask,
  argv: readonly string[],
  streams: Streams,
  error: unknown,
): Promise<number> {
  return answer(task, streams, asJson(argv), argv.includes("--debug"), await failure(task, error));
}

function asJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => word === "--output=json" || (word === "--output" && argv[index + 1] === "json"));
}

async function failure(task: FailingTask, error: unknown): Promise<Answer> {
  const { asFailure } = await import("./as_failure.ts");
  return asFailure(task, error);
}

function answer(task: FailingTask, streams: Streams, json: boolean, debug: boolean, given: Answer): number {
  const { error } = given;
  const exitCode = given.exitCode ?? error?.exitCode ?? 0;
  if (error !== undefined) tellError(error, streams, debug);
  if (json) streams.out(stableJson(documentOf(task, given, exitCode)));
  else if (given.text !== "") streams.out(given.text.endsWith("\n") ? given.text : given.text + "\n");
  return exitCode;
}

function documentOf(task: FailingTask, { json, error: given }: Answer, exitCode: number): Json {
  const error = given ?? interruptedError(exitCode);
  const failed = error && { error: { code: error.code, message: redact(error.message), fix: redact(error.fix) } };
  return { ...json, schema_version: 1, task: task.name, exit_code: exitCode, ...failed };
}
