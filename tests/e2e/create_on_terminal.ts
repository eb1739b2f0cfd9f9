import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureValues } from "../support/fixture_values.ts";
import { installDouble } from "../support/install_double.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { programArgv } from "../support/program_process.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { keys, onTerminal, type Terminal } from "../support/terminal.ts";
import { configKeys } from "../../lib/config/keys/keys.ts";

/** The command line of the program, started as a process. */
export function dayctl(...args: readonly string[]): readonly string[] {
  return programArgv(args, "-A", "--cached-only");
}

/** A triplet as it is written in a configuration file. */
export type Entry = readonly [action: string, fallback: string, value: string];

/** Writes a configuration with all keys: nothing is set but what is given here. @returns its path */
export async function writeConfig(sandbox: Sandbox, entries: Readonly<Record<string, Entry>>): Promise<string> {
  const path = join(sandbox.folder, "my.yaml");
  const lines = Object.keys(configKeys).map((key) =>
    `    ${key}: ${JSON.stringify(entries[key] ?? ["PROMPTUSER", "", ""])}\n`
  );
  await Deno.writeTextFile(path, `ephemeral_cluster:\n  config:\n${lines.join("")}`);
  return path;
}

/** Nothing to ask: every key that needs no look at AWS has its value. */
export const settled: Readonly<Record<string, Entry>> = Object.fromEntries(
  Object.entries({
    ...fixtureValues,
    heartbeat_email: "skip",
    global_allowed_budget_users: "ubuntu",
    allowed_budget_users: "ubuntu",
  }).map(([key, value]) => [key, ["USESETVALUE", "", value]]),
);

const zone = ["--region-az", "us-west-2b"];

export type CreateOptions = {
  /** The whole command line instead of `create` in the ordinary zone. */
  readonly words?: readonly string[];
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly columns?: number;
};

/** Whatever the tests themselves run on. */
const plainTerminal = { CI: "", FORCE_COLOR: "", NO_COLOR: "1", TERM: "xterm-256color" };

/** `create`, with a person before it, as far as the dry run. */
export async function createOnTerminal<T>(
  sandbox: Sandbox,
  { args = [], words = ["create", ...zone, ...args], environment = {}, columns }: CreateOptions,
  body: (terminal: Terminal) => Promise<T>,
): Promise<T> {
  const double = await installDouble(sandbox);
  return await onTerminal({
    argv: dayctl(...words),
    environment: { ...double, ...plainTerminal, DAY_BREAK: "1", ...environment },
    folder: sandbox.folder,
    columns,
  }, body);
}

/** `create` as far as the dry run, with answers from a pipe. */
export async function createFromLines(sandbox: Sandbox, args: readonly string[], lines: string) {
  const [program, ...words] = dayctl("create", ...zone, ...args);
  const child = new Deno.Command(program, {
    args: words,
    env: { ...await installDouble(sandbox), DAY_BREAK: "1" },
    clearEnv: true,
    cwd: sandbox.folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  await keyboard.write(new TextEncoder().encode(lines));
  await keyboard.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** `create` in this process, as far as the dry run; a person types these lines. */
export async function createHere(
  sandbox: Sandbox,
  { args = [], words = ["create", ...zone, ...args], typed }: Pick<CreateOptions, "args" | "words"> & {
    readonly typed: readonly string[];
  },
): Promise<Ended> {
  const env = { ...await installDouble(sandbox), DAY_BREAK: "1" };
  return await programHere(words, { env, typed, folder: sandbox.folder });
}

/** What a person types who answers these questions one after another, and that they were asked in this order. */
export function typedAnswers(questions: readonly (Question & { readonly answer: string })[]) {
  const asked = questions.flatMap(({ shown, refused = [] }) => [shown, ...refused.flatMap(([, why]) => [why, shown])]);
  return {
    typed: questions.flatMap(({ refused = [], answer }) => [...refused.map(([wrong]) => wrong), answer]),
    assertAsked(said: string): void {
      let rest = said;
      for (const each of asked) {
        // Behind a question stands what was typed.
        const found = new RegExp(typeof each === "string" ? RegExp.escape(each) : each.source.replace(/\$$/, ""), "m")
          .exec(rest);
        assert.ok(found, `${each} was not asked, or in another order:\n${said}`);
        rest = rest.slice(found.index + found[0].length);
      }
    },
  };
}

export type Question = {
  /** The configuration key, or the id of the catalogue. */
  readonly id: string;
  /** How the question begins, up to the place where the answer goes. */
  readonly shown: RegExp;
  /** What is refused, and how; then the same question comes again. */
  readonly refused?: readonly (readonly [answer: string, complaint: string | RegExp])[];
  readonly answer: string | ((shown: string) => string);
};

/** Answers one question after another; another question in between would never be answered, and fails. */
export async function answerAll(terminal: Terminal, questions: readonly Question[]): Promise<void> {
  for (const { shown, refused = [], answer } of questions) {
    let text = await terminal.see(shown);
    for (const [wrong, complaint] of refused) {
      await terminal.type(wrong + keys.enter);
      await terminal.see(complaint);
      text = await terminal.see(shown);
    }
    await terminal.type((typeof answer === "string" ? answer : answer(text)) + keys.enter);
  }
}

/** The newest file of the configuration folder whose name matches. */
export async function readArtifact(sandbox: Sandbox, name: RegExp, below = ""): Promise<string> {
  const folder = join(sandbox.home, ".config", "daylily", below);
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  return await Deno.readTextFile(join(folder, names.filter((each) => name.test(each)).sort().at(-1) ?? "none"));
}

/** Names below the configuration folder; none when there is no such folder. */
export async function filesWritten(sandbox: Sandbox): Promise<readonly string[]> {
  const folder = join(sandbox.home, ".config", "daylily");
  const names: string[] = [];
  const walk = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (isDirectory) await walk(join(path, name));
      else names.push(join(path, name).slice(folder.length + 1));
    }
  };
  await walk(folder).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  return names.sort();
}
