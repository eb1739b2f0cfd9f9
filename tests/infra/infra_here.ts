import assert from "node:assert/strict";
import { rounds } from "../../bench/rounds.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { type RequestRecord, type Sandbox, sharedSandbox, type WorldOptions } from "../support/sandbox.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";
import { repository } from "../support/source_files.ts";

export const account = "123456789012";

/** An administrator's machine before a fresh account. */
export type Desk = {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  /** Runs a task with `--output json`. */
  run(...words: readonly string[]): Promise<Done>;
  /** Runs a task as it is typed. */
  dayctl(...words: readonly string[]): Promise<Ended>;
};

export type Done = Ended & {
  /** Outcomes by name. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly json: {
    readonly objects?: readonly { readonly kind: string; readonly name: string; readonly outcome: string }[];
    readonly differences?: readonly string[];
    readonly warnings?: readonly string[];
    readonly outputs?: Readonly<Record<string, string | null>>;
    readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
    readonly [key: string]: unknown;
  };
};

type Step = (name: string, run: (desk: Desk) => Promise<void>, seed?: WorldOptions["seed"]) => Promise<boolean>;

/** Steps that share one sandbox, each in a fresh account. Time is the program's: what it sleeps ages stacks and costs nothing. */
export function desks(
  options: WorldOptions,
  body: (step: Step) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  const clock = virtualClock();
  return sharedSandbox(
    { ...options, clock },
    (step) => body((name, run, seed) => step(name, (sandbox) => run(deskAt(sandbox, clock)), seed)),
  );
}

function deskAt(sandbox: Sandbox, clock: VirtualClock): Desk {
  const env = { ...sandbox.environment, INIT_CWD: repository, NO_COLOR: "1" };
  const dayctl = (...words: readonly string[]) => programHere(words, { env, clock });
  return {
    sandbox,
    clock,
    dayctl,
    async run(...words) {
      sandbox.clearRequests();
      const ended = await dayctl(...words, "--output", "json");
      const json: Done["json"] = JSON.parse(ended.out);
      return {
        ...ended,
        json,
        outcomes: Object.fromEntries((json.objects ?? []).map((each) => [each.name, each.outcome])),
      };
    },
  };
}

export function mutations(sandbox: Sandbox): readonly RequestRecord[] {
  return sandbox.requests().filter(({ mutating }) => mutating);
}

export function changes(sandbox: Sandbox): readonly string[] {
  return mutations(sandbox).map(({ operation }) => operation);
}

/** A repetition: all is as it should be, nothing is written, and few requests wait for others. */
export async function assertUnchanged({ run, sandbox }: Desk, ...words: readonly string[]): Promise<void> {
  // Requests side by side overlap, however busy the machine is.
  sandbox.settings.latency = 500;
  const { code, json, err } = await run(...words);
  sandbox.settings.latency = 0;
  assert.equal(code, 0, err);
  assert.deepEqual((json.objects ?? []).filter(({ outcome }) => outcome !== "unchanged"), []);
  assert.ok((json.objects ?? []).length > 0);
  assert.deepEqual(changes(sandbox), []);
  const count = rounds(sandbox.requests());
  assert.ok(count <= 4, `${count} rounds: ${sandbox.requests().map(({ operation }) => operation)}`);
}

/** A dry run shows this and writes nothing. */
export async function assertShown(
  { run, sandbox }: Desk,
  words: readonly string[],
  outcomes: Readonly<Record<string, string>>,
): Promise<Done> {
  const shown = await run(...words, "--dry-run");
  assert.equal(shown.code, 0, shown.err);
  assert.deepEqual([shown.json.dry_run, shown.outcomes], [true, outcomes]);
  assert.deepEqual(changes(sandbox), []);
  return shown;
}
