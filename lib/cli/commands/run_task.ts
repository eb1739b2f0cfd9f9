import type { Host } from "../../host/host.ts";
import { failTask, failureOf } from "./fail_task.ts";
import { interruptedAnswer } from "./interrupted.ts";
import { tellAnswer } from "./tell_answer.ts";
import { parse, type Parsed } from "./parse.ts";
import type { Answer } from "../../answers/answer.ts";
import type { Task, TaskContext } from "../task.ts";
import type { CommonFlags } from "../flags.ts";

/**
 * Makes what a task runs with, once its flags are known.
 *
 * @param stopped says what there is to say, for an end that cannot wait for the task
 */
export type MakeContext = (
  flags: CommonFlags,
  stopped: (exitCode: number) => void,
) => Promise<TaskContext & { dispose(): void }>;

/**
 * Runs a task from its command line to its exit code: standard output gets the answer and nothing else, standard error what a
 * person needs beside it.
 */
export async function runTask(
  task: Task,
  typed: readonly string[],
  host: Pick<Host, "streams" | "outside">,
  toolVersion: string,
  makeContext: MakeContext,
): Promise<number> {
  const { streams } = host;
  const { argv, note } = task.spelled?.(typed) ?? { argv: typed, note: undefined };
  if (note !== undefined) streams.err(note + "\n");
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
  const say = (given: Answer) => tellAnswer(task, streams, flags.output === "json", flags.debug, given);
  const context = await makeContext(flags, (exitCode) => say(interruptedAnswer(task, exitCode)));
  const fail = (error: unknown) => failureOf(task, error);
  // What moves on the screen has to stand still before the answer is printed.
  return say(await task.run(flags, parsed.words, context).catch(fail).finally(() => context.dispose()));
}
