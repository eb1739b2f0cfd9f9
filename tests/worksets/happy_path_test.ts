import assert from "node:assert/strict";
import { bucket, root, worksets } from "./worksets_here.ts";

Deno.test(
  "a workset from its drop to its end",
  worksets(async (step) => {
    await step("T45: the seed's file runs, with every command in its order, and leaves what it should", async (world) => {
      await world.drop("ws1");
      const { code, err, out } = await world.once("--log-level DEBUG");
      console.log(code, err, out);
      console.log(await world.calls(), await world.keys());
      console.log(world.requests().join("\n"));
      assert.equal(code, 0, err);
    });
  }),
);
