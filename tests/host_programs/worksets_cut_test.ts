import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { type Disturbance, startRelay } from "../support/ssh_relay.ts";
import { startHere } from "../support/program_here.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { demo } from "../e2e/program.ts";
import { numbers } from "../worksets/histories/numbers.ts";
import { seedWork, usualFiles } from "../worksets/worksets_here.ts";
import { withSshWorksets } from "./worksets_place.ts";

const pipeline = `#!/bin/bash
echo "launched $PWD" >> ~/launches
while [ -d ~ ] && [ ! -e ~/go ]; do sleep 0.05; done
echo "$*" > result.txt
`;

/** So often the connection is disturbed, and so often before the run is let go. */
const [all, before] = [20, 13];
/** A connection has more bytes than this from each side. */
const most = 2_000;
const failing = ["cut", "silent, then cut"] as const;
const kinds = [...failing, "silent, then back"] as const;

Deno.test(
  "MW69: the connection to the head node is cut, hangs and comes back at twenty random moments of a run: it is started once, and never has it failed",
  (test) =>
    withSshWorksets(pipeline, async ({ world, words, env, start, reach }, server) => {
      const seed = Number(Deno.env.get("CUT_SEED") ?? Math.floor(Math.random() * 2 ** 31));
      const random = numbers(seed);
      const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)];
      const made = await startHere([...demo, "--set", "cluster_name=shared"], {
        env,
        folder: world.folder,
        clock: hurriedClock(),
      }).ended;
      assert.equal(made.code, 0, made.err);

      await test.step(`CUT_SEED=${seed}`, async () => {
        const hits: Disturbance[] = [];
        const silent: (() => void)[] = [];
        const relay = startRelay({
          port: server.port,
          disturb() {
            // Before the run is let go something has to come through now and then; after that, whatever brings its results.
            const isEnding = hits.length >= before;
            if (hits.length >= all || !isEnding && random() < 0.4) return undefined;
            const side = pick(["client", "server"] as const);
            return { is: pick(isEnding ? failing : kinds), side, after: Math.floor(random() * most) };
          },
          async onHit(disturbance) {
            hits.push(disturbance);
            if (disturbance.is !== "cut") await new Promise<void>((resolve) => silent.push(resolve));
          },
        });
        try {
          await reach(`Port ${relay.port}`);
          const work = seedWork.replace("allow_existing: false", "allow_existing: true")
            .replace("research-hg38-20240401", "shared");
          await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
          const monitor = start([...words, "--run-once"]);
          let isOver = false;
          const ended = monitor.ended.finally(() => isOver = true);
          await eventually("the run has ended", async () => {
            // Whatever hangs is seen to hang, and let go.
            silent.splice(0).forEach((release) => release());
            if (hits.length >= before) await Deno.writeTextFile(join(server.home, "go"), "");
            return isOver;
          });
          const { out, err } = await ended;
          assert.equal(out, "ws1: complete\n", err);
          assert.equal(hits.length, all, JSON.stringify(hits));
          assert.match(await Deno.readTextFile(join(server.home, "launches")), /^launched \S+\n$/);
          assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"]);
          assert.equal(await world.text("complete/ws1/pipelines/rna-seq/result.txt"), "rna-seq --full\n");
          assert.doesNotMatch(err, /ws1: error|failed/);
        } finally {
          silent.splice(0).forEach((release) => release());
          await relay.stop();
        }
      });
    }),
);
