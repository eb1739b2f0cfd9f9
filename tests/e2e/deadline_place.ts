import { stackStatus } from "../../lib/aws/questions/stack_status.ts";
import { installDouble } from "../support/install_double.ts";
import { eventually } from "../support/eventually.ts";
import { type Ended, startHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox, type WorldOptions } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { repository } from "../support/source_files.ts";
import { type StandingClock, standingClock } from "../support/standing_clock.ts";
import { configFolder, demo } from "./program.ts";

/** A world whose time is the program's, and moves only when a test says so. */
export type Place = {
  readonly sandbox: Sandbox;
  readonly clock: StandingClock;
  /** When the step began, in milliseconds since the epoch. */
  readonly begin: number;
  start(words: readonly string[], typed?: readonly string[]): Running;
  dayctl(...words: readonly string[]): Promise<Ended>;
  /** Waits until a program that waits for something says this of it, a second after another. */
  tells(program: Running, pattern: RegExp): Promise<void>;
  /** Goes to so many hours after `begin`, and lets the schedules happen that are due until then. */
  at(hours: number): Promise<void>;
  /** The status of the cluster's stack; "" when there is none. */
  status(): Promise<string>;
  /** Hours after `begin`, and text, of the mails that came, heartbeats left out. */
  mails(): Promise<readonly (readonly [hours: number, text: string])[]>;
  /** Hours after `begin` of the tries to delete a stack, and why nothing came of them. */
  deletions(): Promise<readonly (readonly [hours: number, refused: string])[]>;
  /** Names of the schedules that stand. */
  schedules(): Promise<readonly string[]>;
  /** The newest state record. */
  state(): Promise<{ readonly [key: string]: unknown }>;
};

type Running = ReturnType<typeof startHere>;

export const hour = 3_600_000;
export const onCluster = ["--cluster", "demo", "--region", "us-west-2", "--output", "json"];
export const oneDay = [...demo, "--ttl", "24h", "--ttl-deletes-results", "--output", "json"];
export const schedulesOfDeadline = ["expiry", "expiry-check", "expiry-warning"].map((end) => `daylily-demo-${end}`);

type Step = (
  name: string,
  run: (place: Place) => Promise<void>,
  seed?: WorldOptions["seed"],
) => Promise<boolean>;

/** Steps that share one sandbox, each in a fresh account. */
export function places(body: (step: Step) => Promise<void>): (test: Deno.TestContext) => Promise<void> {
  const clock = standingClock("2026-02-11T14:37:22.000Z");
  const settings = { networkSeconds: 0, secondsOfCreation: 0, secondsOfDeletion: 60 };
  return sharedSandbox(
    { settings, clock },
    (step) => body((name, run, seed) => step(name, async (sandbox) => await run(await placeIn(sandbox, clock)), seed)),
  );
}

async function placeIn(sandbox: Sandbox, clock: StandingClock): Promise<Place> {
  const env = { ...await installDouble(sandbox), INIT_CWD: repository, NO_COLOR: "1" };
  clock.advance(1_000);
  const begin = clock.now().getTime();
  const hoursOf = (at: string) => Math.round((Date.parse(at) - begin) / hour * 10) / 10;
  const start = (words: readonly string[], typed?: readonly string[]) => {
    // No two runs begin within the same second.
    clock.advance(1_000);
    return startHere(words, { env, clock, typed, outside: { every } });
  };
  return {
    ...{ sandbox, clock, begin, start },
    dayctl: (...words) => start(words).ended,
    tells: async (program, pattern) =>
      void await eventually(String(pattern), () => {
        if (pattern.test(program.said().err)) return true;
        clock.advance(1_000);
      }),
    async at(hours) {
      clock.advance(begin + hours * hour - clock.now().getTime());
      await sandbox.fired();
    },
    async status() {
      const aws = sandboxAws(sandbox);
      const status = await stackStatus(aws, "demo");
      aws.close();
      return status ?? "";
    },
    async mails() {
      const sent = (await sandbox.fired()).filter(({ does, refused, text }) =>
        does === "publish" && refused === "" && !text.startsWith("Heartbeat")
      );
      return sent.map(({ at, text }) => [hoursOf(at), text] as const);
    },
    async deletions() {
      const tries = (await sandbox.fired()).filter(({ does }) => does === "deleteStack");
      return tries.map(({ at, refused }) => [hoursOf(at), refused] as const);
    },
    async schedules() {
      const answer = await (await sandbox.calls.send("scheduler", "GET", "/schedules")).json() as {
        readonly Schedules: readonly { readonly Name: string }[];
      };
      return answer.Schedules.map(({ Name }) => Name).sort();
    },
    async state() {
      const names = (await Array.fromAsync(Deno.readDir(configFolder(sandbox)))).map(({ name }) => name);
      const newest = names.filter((name) => name.startsWith("state_demo_")).sort().at(-1);
      return JSON.parse(await Deno.readTextFile(`${configFolder(sandbox)}/${newest}`));
    },
  };
}

/** What is shown now and then depends on the clock, which only a test moves. */
function every(_milliseconds: number, work: () => void): () => void {
  const beat = setInterval(work, 20);
  return () => clearInterval(beat);
}
