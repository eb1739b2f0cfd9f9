import assert from "node:assert/strict";
import { worksets } from "../worksets/worksets_here.ts";
import { raceWorksets } from "./race_worksets.ts";

const full = { monitors: 8, worksets: 200, kills: 4, spread: 20_000 };
const small = { monitors: 3, worksets: 12, kills: 1, spread: 10_000 };

Deno.test(
  "MW64: monitors share a root, each killed at random moments and started again: every run happens once",
  worksets(async (step) => {
    const given = (flag: string) =>
      Deno.args.includes(flag) ? Number(Deno.args[Deno.args.indexOf(flag) + 1]) : undefined;
    const rounds = given("--rounds") ?? 1;
    const usual = Deno.args.includes("--full") ? full : small;
    const form = { ...usual, worksets: given("--worksets") ?? usual.worksets };
    const first = Number(Deno.env.get("RACE_SEED") ?? Math.floor(Math.random() * 2 ** 31));
    assert.ok(rounds >= 1, `${rounds} rounds`);
    for (let round = 0; round < rounds; round++) {
      const race = { ...form, seed: first + round };
      await step(
        `${form.monitors} monitors, ${form.worksets} worksets, seed ${race.seed}`,
        (world) => raceWorksets(world, race),
      );
    }
  }),
);
