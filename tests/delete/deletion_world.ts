import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { type Ended, type Here, programHere, type Started, startHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { worldOf } from "../support/world.ts";

/** A cluster `demo` that stands, and programs that work on it. */
export type DeletionWorld = {
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a task to its end. */
  run(words: string, here?: Partial<Here>): Promise<Ended>;
  /** Starts a task. */
  start(words: string, here?: Partial<Here>): Started;
  /** The operations of our own requests since the cluster stood, in order. */
  operations(): readonly string[];
  /** The deletions that `pcluster` has asked for. */
  stackDeletions(): number;
};

export const swift = { secondsOfCreation: 0, networkSeconds: 0, secondsOfDeletion: 0.2 };

/** Steps that share one sandbox; each has a cluster of its own, made in a fresh account by `create` with the double of `pcluster`. */
export function deletions(
  body: (step: (name: string, run: (world: DeletionWorld) => Promise<void>) => Promise<boolean>) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  return sharedSandbox({ settings: swift }, (step) =>
    body((name, run) =>
      step(name, async (sandbox) => {
        const world = worldIn(sandbox, await installDouble(sandbox));
        const made = await programHere(demo, { env: world.env, clock: hurriedClock() });
        assert.equal(made.code, 0, made.err);
        sandbox.clearRequests();
        await run(world);
      })
    ));
}

export function worldIn(sandbox: Sandbox, env: Readonly<Record<string, string>>): DeletionWorld {
  const split = (words: string) => words.split(" ");
  return {
    sandbox,
    env,
    run: (words, here) => programHere(split(words), { env, clock: hurriedClock(), ...here }),
    start: (words, here) => startHere(split(words), { env, clock: hurriedClock(), ...here }),
    operations: () => sandbox.requests().filter(({ caller }) => caller === "sdk").map(({ operation }) => operation),
    stackDeletions: () => sandbox.requests().filter(({ operation }) => operation === "DeleteStack").length,
  };
}

/** How many of each kind there are. */
export async function counts(sandbox: Sandbox): Promise<Readonly<Record<string, number>>> {
  const { parts } = await worldOf(sandbox);
  const size = (part: string) => (parts[part] as readonly unknown[]).length;
  const names = ["instances", "fileSystems", "tables", "topics", "subscriptions", "schedules", "budgets", "vpcSet"];
  return Object.fromEntries(names.map((name) => [name, size(name)]));
}

/** A `PATH` whose `pcluster` runs these lines first, and then the one that was there. */
export async function strangePcluster(
  { sandbox, env }: DeletionWorld,
  lines: string,
): Promise<Readonly<Record<string, string>>> {
  const bin = await Deno.makeTempDir({ dir: sandbox.folder, prefix: "strange-" });
  const other = join(env.PATH.split(delimiter)[0], "pcluster");
  const text = `#!/bin/sh\nhere='${bin}'\n${lines}\nexec '${other}' "$@"\n`;
  await Deno.writeTextFile(join(bin, "pcluster"), text, { mode: 0o755 });
  return { ...env, PATH: [bin, env.PATH].join(delimiter) };
}
