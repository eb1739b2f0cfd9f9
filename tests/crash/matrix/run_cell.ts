import { shellWords } from "../../../lib/text/shell_words.ts";
import { hurriedClock } from "../../support/hurried_clock.ts";
import { installDouble } from "../../support/install_double.ts";
import { programHere } from "../../support/program_here.ts";
import type { Sandbox } from "../../support/sandbox.ts";
import { killAt, killPclusterAt, withoutHistory } from "../cell.ts";
import { type Ended, type Life, startLife } from "../life.ts";
import type { CrashCell, Fault } from "./cells.ts";
import { judge, type Judgement } from "./judge.ts";
import { beginAnew, fileFault, type Reference } from "./reference.ts";

type Environment = Readonly<Record<string, string>>;

/** How a run came to its end, with what it has printed if it ran in this process. */
type RunEnded = Ended & { readonly out?: string };

/**
 * Runs a task in a fresh account and lets one thing go wrong; goes on as a person does, until it says that all is well; and compares
 * what stands then with what an undisturbed run leaves.
 */
export async function runCell(sandbox: Sandbox, cell: CrashCell, { picture }: Reference): Promise<Judgement> {
  const { subject, fault } = cell;
  await beginAnew(sandbox);
  const env = await installDouble(sandbox);
  const ended = await disturbed(sandbox, cell, env);
  if (ended === "missed") return { verdict: "missed" };
  sandbox.faults.clear();
  const complaint = complaintAbout(ended, fault) ?? await goOn(sandbox, cell, env, ended);
  if (complaint !== undefined) return { verdict: "failed", detail: complaint };
  const seen = await subject.picture(sandbox);
  return isReplaced(fault) ? judge(withoutHistory(seen), withoutHistory(picture)) : judge(seen, picture);
}

/** The first run, in which it goes wrong. */
async function disturbed(
  sandbox: Sandbox,
  { subject, fault }: CrashCell,
  env: Environment,
): Promise<RunEnded | "missed"> {
  const folder = subject.folder(sandbox);
  if (fault.on === "write") {
    const FILE_FAULT = JSON.stringify({ at: { ...fault.place, what: fault.what } });
    const ended = await startLife(subject.words, { ...env, FILE_FAULT }, { folder, preload: fileFault }).ended;
    return fault.what === "kill" && ended.signal === null ? "missed" : ended;
  }
  if (fault.on === "request" && fault.what.includes("killed")) {
    const life = startLife(subject.words, env, { folder });
    placeDeath({ sandbox }, () => life, fault);
    const ended = await life.ended;
    return ended.signal === null ? "missed" : ended;
  }
  const placed = sandbox.faults.add(
    fault.on === "request"
      ? { ...fault.place, kind: fault.what === "throttled" ? "throttle" : "lost" }
      : clientFault(fault.service, fault.what),
  );
  const ended = await programHere(subject.words, { env, folder, clock: hurriedClock() });
  return placed.hits.length === 0 ? "missed" : { ...ended, signal: null };
}

function clientFault(service: string, what: "down" | "reset" | "hang") {
  const place = { service, caller: "sdk" } as const;
  if (what === "down") return { ...place, kind: "500", times: "all" } as const;
  return { ...place, kind: what === "reset" ? "refuse" : "hang" } as const;
}

function placeDeath(
  at: { readonly sandbox: Sandbox },
  life: () => Life,
  { place, what }: Fault & { readonly on: "request" },
): void {
  const when = what.endsWith("before") ? "before" : "after";
  if (what.startsWith("both")) killPclusterAt(at, place, when, life);
  else killAt(at, life, place, when);
}

/** A program that ends early says a code and never a stack, and what happens once to a request is no reason to end at all. */
function complaintAbout({ code, signal, err }: Ended, fault: Fault): string | undefined {
  if (signal !== null || code === 0) return undefined;
  const isOnce = fault.on === "client" && fault.what !== "down";
  const isSaid = /\bDAY-(?!BUG)[A-Z]+-\d{3}\b/.test(err) && !/^ +at .*:\d+:\d+\)?$/m.test(err);
  return isSaid && !isOnce ? undefined : `it ended with ${code}:\n${err.slice(-3_000)}`;
}

/** @returns what was said when nothing brought it to its end */
async function goOn(
  sandbox: Sandbox,
  { subject }: CrashCell,
  env: Environment,
  { code, signal, out = "" }: RunEnded,
): Promise<string | undefined> {
  const { undo } = subject;
  const run = (words: readonly string[]) =>
    programHere(words, { env, folder: subject.folder(sandbox), clock: hurriedClock() });
  if (undo === undefined && signal === null && code === 0) return await finish(out, run);
  let said = "";
  // Where it could not look into a region it says: run the same command again.
  for (const words of undo === undefined ? subject.again : [undo, undo]) {
    const ended = await run(words);
    if (ended.code === 0) return await finish(ended.out, run);
    said += `${words.join(" ")} ended with ${ended.code}:\n${ended.err.slice(-2_000)}\n`;
  }
  return said;
}

/** A creation ends well without its heartbeat, and its last lines have the command that makes it. */
async function finish(
  out: string,
  run: (words: readonly string[]) => Promise<{ readonly code: number; readonly err: string }>,
): Promise<string | undefined> {
  for (const [, line] of out.matchAll(/^ {2}deno task (setup-heartbeat .*)$/gm)) {
    const { code, err } = await run(shellWords(line).words);
    if (code !== 0) return `${line} ended with ${code}:\n${err.slice(-2_000)}`;
  }
  return undefined;
}

/** Without the answer to its CreateStack `pcluster` removes its own configuration: the cluster is replaced, which leaves a deleted stack. */
function isReplaced(fault: Fault): boolean {
  return fault.on === "request" && fault.place.caller === "pcluster" && fault.place.operation === "CreateStack";
}
