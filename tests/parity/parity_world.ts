import { join } from "node:path";
import { parse } from "yaml";
import { requiredKeys } from "../../lib/config/keys/keys.ts";
import type { Outside } from "../../lib/host/host.ts";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureValues } from "../support/fixture_values.ts";
import { type Ended as EndedHere, programHere } from "../support/program_here.ts";
import type { Place } from "../support/quiet_aws.ts";
import { fixtureF, type RequestRecord, type Sandbox, sandboxRegion, sharedSandbox } from "../support/sandbox.ts";
import { runFromPipe } from "../e2e/program.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";
import { type StandInOptions, type StandIns, standInTools } from "../support/stand_in_tools.ts";

/** What differs from base fixture F. */
export type Changes = {
  readonly tools?: StandInOptions;
  /** Set values of the configuration; `undefined` leaves the key without one. */
  readonly values?: Readonly<Record<string, string | undefined>>;
  /** Entries as they stand in the configuration, in the place of whole triplets. */
  readonly entries?: Readonly<Record<string, string>>;
  /** The configuration file's text, in the place of fixture F's. */
  readonly config?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Flags behind `--region-az us-west-2b --profile p --config my.cfg.yaml`. */
  readonly flags?: readonly string[];
  /** All flags. */
  readonly argv?: readonly string[];
  /** What a person types; without it input is at its end. */
  readonly typed?: readonly string[];
  /** What differs from the real world around the program. */
  readonly outside?: Partial<Outside>;
  /** Whether `--non-interactive` is added. Default: when nothing is typed. */
  readonly asks?: boolean;
};

/** How a program ended, and what it left. */
export type Ended = EndedHere & {
  /** The program's own requests, in order of arrival. */
  readonly requests: readonly RequestRecord[];
  /** How it called other programs: name, then arguments. */
  readonly calls: readonly (readonly string[])[];
  /** The folder in which it was called, with its configuration file. */
  readonly folder: string;
  /** The configuration folder. */
  readonly artifacts: string;
};

/** Nothing is left to ask, and what AWS offers is chosen from one candidate. */
const everyValue = { ...fixtureValues, allowed_budget_users: "ubuntu", global_allowed_budget_users: "ubuntu" };

/** The configuration of fixture F, changed as asked. */
export function configText({ values = {}, entries = {} }: Changes = {}): string {
  const all: Record<string, string | undefined> = { ...everyValue, ...values };
  const lines = [...new Set([...requiredKeys, ...Object.keys(all), ...Object.keys(entries)])].map((key) =>
    `    ${key}: ${entries[key] ?? JSON.stringify(["USESETVALUE", "", all[key] ?? ""])}\n`
  );
  return `ephemeral_cluster:\n  config:\n${lines.join("")}`;
}

/**
 * Cases that share one sandbox: each begins with fixture F, or with the seed it names, as the specification's section 7 has it.
 */
export function parityCases(
  body: (
    run: (name: string, check: (sandbox: ClockedSandbox) => Promise<void>, seed?: object) => Promise<boolean>,
  ) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  const clock = virtualClock(new Date().toISOString());
  return sharedSandbox(
    { seed: fixtureF, settings: { quotaDefault: 1000 }, clock },
    (step) =>
      body((name, check, seed) =>
        step(name, async (sandbox) => {
          await addProfile(sandbox);
          await check({ ...sandbox, clock });
        }, seed === undefined ? undefined : { ...fixtureF, ...seed })
      ),
  );
}

/** A sandbox whose time is the program's: what that sleeps ages its stacks and costs nothing. */
export type ClockedSandbox = Sandbox & { readonly clock: VirtualClock };

/** The profile `p` of fixture F, with the keys of the sandbox. */
async function addProfile({ home, endpoint }: Sandbox): Promise<void> {
  const config = `\n[profile p]\nregion = ${sandboxRegion}\nendpoint_url = ${endpoint}\n`;
  const keys = `\n[p]\naws_access_key_id = ${sandboxKey.id}\naws_secret_access_key = ${sandboxKey.secret}\n`;
  await Deno.writeTextFile(join(home, ".aws", "config"), config, { append: true });
  await Deno.writeTextFile(join(home, ".aws", "credentials"), keys, { append: true });
}

/** Runs `create` in this process in fixture F, changed as asked. */
export async function runCreate(sandbox: Place, changes: Changes = {}): Promise<Ended> {
  return await runAgain(
    sandbox,
    changes,
    await workFolder(sandbox, changes),
    await standInTools(sandbox.folder, changes.tools),
  );
}

/** The same in a folder that exists, with programs that exist. */
export async function runAgain(
  sandbox: Place,
  changes: Changes,
  folder: string,
  tools: StandIns,
): Promise<Ended> {
  sandbox.clearRequests();
  // Nobody starts two within the same second.
  sandbox.clock?.advance(60_000);
  const ended = await programHere(["create", ...wordsOf(changes)], {
    env: variables(sandbox, folder, tools, changes),
    clock: sandbox.clock,
    typed: changes.typed,
    outside: changes.outside,
  });
  return { ...ended, ...await traces(sandbox, folder, tools) };
}

/** The same as a process of its own, for what only a process can show. */
export async function runProcess(sandbox: Place, changes: Changes = {}): Promise<Ended> {
  const folder = await workFolder(sandbox, changes);
  const tools = await standInTools(sandbox.folder, changes.tools);
  sandbox.clearRequests();
  const lines = (changes.typed ?? []).map((line) => line + "\n").join("");
  const ended = await runFromPipe(variables(sandbox, folder, tools, changes), lines, "create", ...wordsOf(changes));
  return { ...ended, ...await traces(sandbox, folder, tools) };
}

async function workFolder(sandbox: Place, changes: Changes): Promise<string> {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder, prefix: "work-" });
  await Deno.writeTextFile(join(folder, "my.cfg.yaml"), changes.config ?? configText(changes));
  return folder;
}

function wordsOf({ argv, flags = [], typed, asks = typed !== undefined }: Changes): readonly string[] {
  const usual = ["--region-az", "us-west-2b", "--profile", "p", "--config", "my.cfg.yaml", ...flags];
  return argv ?? [...usual, ...asks ? [] : ["--non-interactive"]];
}

function variables(
  { environment: { AWS_PROFILE: _, ...outer } }: Place,
  folder: string,
  { path }: StandIns,
  { environment = {} }: Changes,
) {
  const all = { ...outer, USER: "tester", NO_COLOR: "1", INIT_CWD: folder, PATH: path, ...environment };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function traces(sandbox: Place, folder: string, tools: StandIns) {
  return {
    requests: sandbox.requests().filter(({ caller }) => caller === "sdk"),
    calls: await tools.calls(),
    folder,
    artifacts: join(sandbox.home, ".config", "daylily"),
  };
}

/** Requests that change something. */
export function changing({ requests }: Pick<Ended, "requests">): string[] {
  return requests.filter(({ mutating }) => mutating).map(({ operation }) => operation);
}

/** Requests of one operation. */
export function requestsOf({ requests }: Pick<Ended, "requests">, operation: string): readonly RequestRecord[] {
  return requests.filter((request) => request.operation === operation);
}

/** The names in the configuration folder, in order; none when it is absent. */
export async function fileNames({ artifacts }: Pick<Ended, "artifacts">): Promise<string[]> {
  try {
    const names = await Array.fromAsync(Deno.readDir(artifacts), ({ name }) => name);
    return names.sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The text of the one artifact whose name matches. */
export async function artifact(ended: Pick<Ended, "artifacts">, pattern: RegExp): Promise<string> {
  const names = (await fileNames(ended)).filter((name) => pattern.test(name));
  if (names.length !== 1) {
    throw new Error(`${pattern} matches ${names.length} of: ${(await fileNames(ended)).join(" ")}`);
  }
  return await Deno.readTextFile(join(ended.artifacts, names[0]));
}

/** An artifact that is YAML or JSON, as a value whose parts a test knows. */
export async function document<T>(ended: Pick<Ended, "artifacts">, pattern: RegExp): Promise<T> {
  return parse(await artifact(ended, pattern)) as T;
}

/** One check of the preflight report. */
export type ReportedCheck = {
  readonly id: string;
  readonly status: "PASS" | "WARN" | "FAIL";
  readonly details: Readonly<Record<string, unknown>>;
  readonly remediation: string;
};

/** The checks of the run's report. */
export async function reported(ended: Pick<Ended, "artifacts">): Promise<readonly ReportedCheck[]> {
  return (await document<{ checks: readonly ReportedCheck[] }>(ended, /^preflight_.*\.json$/)).checks;
}

/** The state record, as far as tests look at it. */
export type State = {
  readonly status: string;
  readonly warnings: readonly { readonly id: string; readonly message: string }[];
  readonly post_create_warnings: readonly { readonly id: string; readonly message: string }[];
  readonly artifacts: Readonly<Record<string, string>>;
  readonly heartbeat: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
};

export function stateOf(ended: Pick<Ended, "artifacts">): Promise<State> {
  return document<State>(ended, /^state_.*\.json$/);
}

/** The final values of a run, as its resolved configuration has them. */
export async function finalValues(ended: Pick<Ended, "artifacts">): Promise<Readonly<Record<string, string>>> {
  type Resolved = { ephemeral_cluster: { config: Record<string, readonly string[]> } };
  const { ephemeral_cluster: { config } } = await document<Resolved>(ended, /_resolved_cli_.*\.yaml$/);
  return Object.fromEntries(Object.entries(config).map(([key, [, , value]]) => [key, value]));
}

/** Stops a run after its dry run, when only what came before it matters. */
export const stopAfterDryRun = { DAY_BREAK: "1" };
