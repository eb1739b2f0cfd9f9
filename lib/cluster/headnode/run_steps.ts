import { tellWhile } from "../../host/events/tell_while.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { oneLine } from "../../text/one_line.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { HeadNode } from "./head_node.ts";
import { noConnection, scriptArguments, silent } from "./script_arguments.ts";
import { wayVariables, writeSshConfig } from "./ssh_config.ts";
import { sshFailure } from "./ssh_failure.ts";
import type { Step, StepName } from "./steps.ts";

type Deps = Pick<CreateDeps, "files" | "environment" | "processes" | "clock" | "emit" | "signal" | "aws">;

/** How a step ended. `message`: why it failed, or what it was skipped for; "" when it is done. */
export type StepResult = {
  readonly step: StepName;
  readonly outcome: "done" | "failed" | "skipped";
  readonly message: string;
};

export type StepOptions = {
  /** Whether an earlier life of the run has done this step already. */
  readonly isDone: (step: StepName) => boolean;
  /** Called after each step that is done, with what it said, before the next one begins. */
  readonly onDone: (step: StepName, stdout: string) => Promise<void>;
};

/**
 * Runs the steps one after another. One that fails takes along those that need it; where the head node cannot be reached, there is no
 * sense in trying the others.
 *
 * @throws only what `signal` was aborted with, and what `onDone` throws
 */
export async function runSteps(
  deps: Deps,
  node: HeadNode,
  steps: readonly Step[],
  { isDone, onDone }: StepOptions,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  let unreached = false;
  for (const step of steps) {
    const { name, needs } = step;
    if (isDone(name)) {
      results.push({ step: name, outcome: "done", message: "" });
      continue;
    }
    const lacks = needs !== undefined && results.some((each) => each.step === needs && each.outcome !== "done");
    if (unreached || lacks) {
      const message = unreached ? "the head node could not be reached" : `it needs the step ${needs}`;
      results.push(told(deps, { step: name, outcome: "skipped", message }));
      continue;
    }
    const ended = await attempt(deps, node, step);
    if (ended.why === "") await onDone(name, ended.stdout);
    unreached = ended.unreached;
    results.push(told(deps, { step: name, outcome: ended.why === "" ? "done" : "failed", message: ended.why }));
  }
  return results;
}

function told({ emit }: Deps, result: StepResult): StepResult {
  const { step, outcome, message } = result;
  const text = `head node, step ${step}: ${outcome}${message === "" ? "" : `: ${message}`}`;
  emit({ code: "headnode.step", level: outcome === "done" ? "info" : "debug", message: text, data: { step, outcome } });
  return result;
}

type Attempt = { readonly why: string; readonly unreached: boolean; readonly stdout: string };

async function attempt(deps: Deps, node: HeadNode, step: Step): Promise<Attempt> {
  const { processes, emit, signal } = deps;
  const onLine = (line: string) =>
    emit({ code: "headnode.line", level: "debug", message: `${step.name}: ${oneLine(line)}` });
  try {
    const argv = stepArguments(await writeSshConfig(deps, node), node, step);
    const running = processes.run(argv, { signal, limit: step.limit, onLine, env: await wayVariables(deps, node) });
    const finished = await tellWhile(deps, `head node of ${node.cluster}: ${oneLine(step.title)}`, running);
    signal.throwIfAborted();
    const why = finished.late ? lateness(step) : sshFailure(deps.environment, node, finished);
    return { why, unreached: why !== "" && finished.code === noConnection, stdout: finished.stdout };
  } catch (error) {
    signal.throwIfAborted();
    return { why: reasonOf(error), unreached: true, stdout: "" };
  }
}

function stepArguments(config: string, { host: name }: HeadNode, { does }: Step): readonly string[] {
  if ("file" in does) {
    const host = name.includes(":") ? `[${name}]` : name;
    return ["scp", "-q", "-F", config, ...silent, "--", does.file, `${host}:${does.to}`];
  }
  return scriptArguments(config, name, does);
}

function lateness({ limit, title }: Step): string {
  return `no end within ${limit >= 60_000 ? `${limit / 60_000} minutes` : `${limit / 1000} s`} of ${oneLine(title)}`;
}
