import { tellWhile } from "../../host/events/tell_while.ts";
import type { Finished } from "../../host/processes.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { oneLine } from "../../text/one_line.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { HeadNode } from "./head_node.ts";
import { noConnection, scriptArguments, silent } from "./script_arguments.ts";
import { wayVariables, writeSshConfig } from "./ssh_config.ts";
import { firstWords, lastWords, sshFailure } from "./ssh_failure.ts";
import { stepNote } from "./remote_scripts.ts";
import type { Step, StepName } from "./steps.ts";

type Deps = Pick<CreateDeps, "files" | "environment" | "processes" | "clock" | "emit" | "signal" | "aws">;

/** How a step ended. `message`: why it failed, what it was skipped for, or what was odd although it is done; else "". */
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
  let isNoisy = false;
  let isMute = false;
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
    if (ended.isMute && !isMute) deps.emit({ code: "headnode.mute", level: "warn", message: mute(name) });
    isMute ||= ended.isMute;
    // A start-up file that prints does so before each step, and is told once.
    const noise: readonly string[] = ended.noise === "" || isNoisy ? [] : [printing(ended.noise)];
    isNoisy ||= noise.length > 0;
    const outcome = ended.why === "" ? "done" : "failed";
    const odd = [...notes(ended.stdout), ...noise].join("; ");
    results.push(told(deps, { step: name, outcome, message: ended.why === "" ? odd : ended.why }));
  }
  return results;
}

function told({ emit }: Deps, result: StepResult): StepResult {
  const { step, outcome, message } = result;
  const text = `head node, step ${step}: ${outcome}${message === "" ? "" : `: ${message}`}`;
  emit({ code: "headnode.step", level: outcome === "done" ? "info" : "debug", message: text, data: { step, outcome } });
  return result;
}

type Attempt = {
  readonly why: string;
  readonly unreached: boolean;
  readonly stdout: string;
  /** What was printed before the step's script began, which is not a part of `stdout`. */
  readonly noise: string;
  /** Whether it ended well without the word that each script begins with: nothing shows that it ran. */
  readonly isMute: boolean;
};

/** Each script says it first: what comes before it is of the shell's start-up files. */
const begins = "dayctl-step-begins";

async function attempt(deps: Deps, node: HeadNode, step: Step): Promise<Attempt> {
  const { processes, emit, signal } = deps;
  const onLine = (line: string) => {
    if (line === begins) return;
    emit({ code: "headnode.line", level: "debug", message: `${step.name}: ${oneLine(line)}` });
  };
  try {
    const argv = stepArguments(await writeSshConfig(deps, node), node, step);
    const running = processes.run(argv, { signal, limit: step.limit, onLine, env: await wayVariables(deps, node) });
    const finished = await tellWhile(deps, `head node of ${node.cluster}: ${oneLine(step.title)}`, running);
    signal.throwIfAborted();
    const { noise, stdout, hasBegun } = "file" in step.does
      ? { noise: "", stdout: finished.stdout, hasBegun: true }
      : parted(finished.stdout);
    const said = { noise, stdout, isMute: false };
    if (finished.late) return { ...said, why: lateness(step), unreached: false };
    const why = sshFailure(deps.environment, node, { ...finished, stdout });
    if (finished.code === noConnection) return { ...said, why, unreached: true };
    if (hasBegun) return { ...said, why, unreached: false };
    const isMute = finished.code === 0;
    return { why: isMute ? "" : notBegun(finished), unreached: false, stdout, noise: "", isMute };
  } catch (error) {
    signal.throwIfAborted();
    return { why: reasonOf(error), unreached: true, noise: "", stdout: "", isMute: false };
  }
}

function parted(said: string) {
  const lines = said.split("\n");
  const at = lines.indexOf(begins);
  return { noise: lines.slice(0, at).join("\n"), stdout: lines.slice(at + 1).join("\n"), hasBegun: at >= 0 };
}

function notes(stdout: string): readonly string[] {
  return stdout.split("\n").filter((line) => line.startsWith(stepNote)).map((line) =>
    oneLine(line.slice(stepNote.length))
  );
}

const startUpFile = "the start-up file ~/.bashrc there";

function notBegun(finished: Finished): string {
  return `the shell on the head node ended with exit code ${finished.code} before the step began: check ${startUpFile}; ` +
    `it printed: ${lastWords(finished)}`;
}

function mute(step: StepName): string {
  return `Step ${step} may not have run on the head node, although its shell ended with exit code 0: check ` +
    `${startUpFile}; if it ends the shell, correct it and set up the head node again`;
}

function printing(noise: string): string {
  return `the shell on the head node prints text before each command, which confuses programs like scp: check ` +
    `${startUpFile}; it printed: ${firstWords(noise)}`;
}

function stepArguments(config: string, { host: name }: HeadNode, { does }: Step): readonly string[] {
  if ("file" in does) {
    const host = name.includes(":") ? `[${name}]` : name;
    return ["scp", "-q", "-F", config, ...silent, "--", does.file, `${host}:${does.to}`];
  }
  return scriptArguments(config, name, { ...does, script: `echo ${begins}; ${does.script}` });
}

function lateness({ limit, title }: Step): string {
  return `not finished within ${limit >= 60_000 ? `${limit / 60_000} minutes` : `${limit / 1000} s`}: ${
    oneLine(title)
  }`;
}
