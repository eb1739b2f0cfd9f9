import assert from "node:assert/strict";
import { stackStatus } from "../../lib/aws/questions/stack_status.ts";
import { installDouble } from "../support/install_double.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox, type WorldOptions } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { repository } from "../support/source_files.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";
import { demo } from "./program.ts";

/** A world whose time is the program's. */
type Place = {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  dayctl(...words: readonly string[]): Promise<Ended>;
  /** Lets hours pass, and the schedules happen. */
  pass(hours: number): Promise<void>;
  /** The status of the cluster's stack; "" when it is gone. */
  status(): Promise<string>;
  /** The mails so far, each with the hours after `begin`. */
  mails(begin: number): Promise<readonly (readonly [hours: number, text: string])[]>;
};

const hour = 3_600_000;
const onCluster = ["--cluster", "demo", "--region", "us-west-2", "--output", "json"];
const oneDay = [...demo, "--ttl", "24h", "--ttl-deletes-results"];

function places(
  body: (
    step: (name: string, run: (place: Place) => Promise<void>, seed?: WorldOptions["seed"]) => Promise<boolean>,
  ) => Promise<void>,
) {
  const clock = virtualClock("2026-02-11T14:37:22.000Z");
  return sharedSandbox(
    { settings: { networkSeconds: 0, secondsOfCreation: 20, secondsOfDeletion: 60 }, clock },
    (step) => body((name, run, seed) => step(name, async (sandbox) => await run(await placeIn(sandbox, clock)), seed)),
  );
}

async function placeIn(sandbox: Sandbox, clock: VirtualClock): Promise<Place> {
  await Deno.remove(`${sandbox.home}/.config`, { recursive: true }).catch(() => {});
  const environment = { ...await installDouble(sandbox), INIT_CWD: repository, NO_COLOR: "1" };
  const aws = () => sandboxAws(sandbox);
  return {
    sandbox,
    clock,
    dayctl: (...words) => {
      // No two runs begin within the same second.
      clock.advance(1_000);
      return programHere(words, { env: environment, clock });
    },
    async pass(hours) {
      clock.advance(hours * hour);
      await sandbox.fired();
    },
    async status() {
      const session = aws();
      try {
        return await stackStatus(session, "demo") ?? "";
      } finally {
        session.close();
      }
    },
    async mails(begin) {
      const sent = (await sandbox.fired()).filter(({ does, refused }) => does === "publish" && refused === "");
      return sent.filter(({ text }) => !text.startsWith("Heartbeat")).map(({ at, text }) => {
        return [Math.round((Date.parse(at) - begin) / hour), text] as const;
      });
    },
  };
}

async function schedulesIn({ calls }: Sandbox): Promise<readonly string[]> {
  const answer = await (await calls.send("scheduler", "GET", "/schedules")).json() as {
    readonly Schedules: readonly { readonly Name: string }[];
  };
  return answer.Schedules.map(({ Name }) => Name).sort();
}

const all = ["expiry", "expiry-check", "expiry-warning", "heartbeat"].map((end) => `daylily-demo-${end}`);

Deno.test(
  "decision 3.51: the deadline of a cluster",
  places(async (step) => {
    await step(
      "a mail an hour before, the stack goes at the hour, a mail after it, and the heartbeat ends",
      async (place) => {
        const { sandbox, clock, dayctl, pass, status, mails } = place;
        const begin = clock.now().getTime();
        const created = await dayctl(...oneDay, "--output", "json");
        assert.equal(created.code, 0, created.err);
        const said = created.err.replace(/\s+/g, " ");
      assert.match(said, /the cluster is deleted at 2026-02-12T14:\d\d:\d\dZ; with it go its file system/);
        const answer = JSON.parse(created.out);
        assert.equal(answer.next[0], "deno task extend --cluster demo --region us-west-2 --ttl 24h");
        assert.deepEqual(await schedulesIn(sandbox), all);
        const [cluster] = JSON.parse((await dayctl("status", "--output", "json")).out).clusters;
        const length = Date.parse(cluster.deadline) - begin;
        assert.ok(length >= 24 * hour && length < 24 * hour + 60_000, cluster.deadline);
        const watched = await dayctl("watch", ...onCluster);
        assert.equal(JSON.parse(watched.out).deadline, cluster.deadline, watched.err);

        await pass(22.9);
        assert.deepEqual(await mails(begin), []);
        await pass(0.2);
        const [[at, warning]] = await mails(begin);
        assert.equal(at, 23);
        assert.match(warning, /Not exported is lost/);
        assert.match(
          warning,
          /deno task extend --cluster demo --region us-west-2 --ttl 24h\n.*deno task export --cluster demo/,
        );
        assert.equal(await status(), "CREATE_COMPLETE");
        await pass(0.9);
        assert.equal(await status(), "");
        await pass(2);
        const [, [after, passed], ...others] = await mails(begin);
        assert.deepEqual([after, others], [26, []]);
        assert.match(passed, /has passed[\s\S]*deno task audit --cluster demo/);

        const heartbeats = async () =>
          (await sandbox.fired()).filter(({ text }) => text.startsWith("Heartbeat")).length;
        const sent = await heartbeats();
        assert.equal(sent, 25, "one an hour until the second mail");
        await pass(24);
        assert.equal(await heartbeats(), sent);
        assert.deepEqual(await schedulesIn(sandbox), ["daylily-demo-heartbeat"], "they take themselves away");
      },
    );
  }),
);
