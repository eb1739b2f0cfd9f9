import assert from "node:assert/strict";
import { checkHistories } from "./histories/histories.ts";
import { runHistory } from "./histories/run_history.ts";

Deno.test("a lock that is taken away by hand before the teardown: the cluster goes all the same", async () => {
  const monitors = [{ rate: 0.85, offset: 0 }, { rate: 1, offset: 1 }, { rate: 1, offset: 1 }];
  const wrong = await runHistory({
    seed: 0,
    monitors,
    worksets: [{ fails: true, runs: 95 }],
    disturbances: [
      { what: "remove lock", at: 142, workset: 0 },
      { what: "slow", at: 190, who: 0, seconds: 15, delay: 25 },
    ],
  });
  assert.deepEqual(wrong, []);
});

Deno.test("a lock that is taken away by hand while in_progress is being removed: nobody takes over before that has happened", async () => {
  const wrong = await runHistory({
    seed: 4,
    monitors: [{ rate: 0.95, offset: 63 }, { rate: 1, offset: 64 }],
    worksets: [{ fails: false, runs: 40 }, { fails: true, runs: 30 }],
    disturbances: [
      { what: "slow", at: 127, who: 0, seconds: 131, delay: 21 },
      { what: "slow", at: 65, who: 1, seconds: 180, delay: 22 },
      { what: "remove lock", at: 197, workset: 1 },
    ],
  });
  assert.deepEqual(wrong, []);
});

Deno.test("a lock that is taken away by hand a second time, from another owner: the wait begins anew", async () => {
  const wrong = await runHistory({
    seed: 8,
    monitors: [{ rate: 1.15, offset: 0 }, { rate: 0.95, offset: 31 }],
    worksets: [{ fails: false, runs: 43 }],
    disturbances: [
      { what: "lose", at: 1, who: 0, seconds: 78, which: "answers" },
      { what: "lose", at: 355, who: 0, seconds: 193, which: "answers" },
      { what: "lose", at: 496, who: 1, seconds: 136, which: "requests" },
      { what: "remove lock", at: 1, workset: 0 },
      { what: "remove lock", at: 569, workset: 0 },
      { what: "lose", at: 221, who: 1, seconds: 95, which: "requests" },
    ],
  });
  assert.deepEqual(wrong, []);
});

Deno.test("MW33, spec 6.6: the invariants of the lease protocol hold in 1,000 random histories", async () => {
  const seed = Number(Deno.env.get("HISTORIES_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  await checkHistories(Number(Deno.env.get("HISTORIES") ?? 1000), seed);
});
