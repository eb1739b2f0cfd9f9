import assert from "node:assert/strict";
import { join } from "node:path";
import { holdBoth } from "../infra/hold_both.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { configFolder, demo } from "./program.ts";
import { swift } from "./requests.ts";

const stack = "pcluster-vpc-stack-2b";

/** What the journal of a cluster's run says of the network: made, or found. */
async function originOf(sandbox: Sandbox, cluster: string): Promise<readonly string[]> {
  const folder = join(configFolder(sandbox), "runs");
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  const [journal] = names.filter((name) => name.startsWith(`${cluster}_`) && name.endsWith(".jsonl"));
  const facts = (await Deno.readTextFile(join(folder, journal))).trim().split("\n").map((line) => JSON.parse(line));
  const remembered = facts.filter(({ fact, kind }) => fact === "remembered" && kind === "network-stack");
  return [...new Set(remembered.map(({ origin }) => origin))];
}

Deno.test("two creations in one new zone at once make one network: one has made it, the other has found it", () =>
  withSandbox({ settings: swift }, async (sandbox) => {
    const env = await installDouble(sandbox);
    holdBoth(sandbox, stack);
    const clusters = ["day-one", "day-two"];
    const ended = await Promise.all(clusters.map(async (cluster) => {
      const words = [...demo, "--cluster", cluster, "--output", "json"];
      return await programHere(words, { env, clock: hurriedClock() });
    }));
    for (const { code, out, err } of ended) assert.deepEqual([code, JSON.parse(out).status], [0, "created"], err);
    const origins = await Promise.all(clusters.map((cluster) => originOf(sandbox, cluster)));
    assert.deepEqual(origins.flat().sort(), ["created", "found"]);
    const told = ended.map(({ err }) => /network of us-west-2b: (created|found)/.exec(err)?.[1]);
    assert.deepEqual(told, origins.map(([origin]) => origin));
    const stacks = sandbox.requests().filter(({ operation, parameters, status }) =>
      operation === "CreateStack" && parameters.StackName === stack && status === 200
    );
    assert.equal(stacks.length, 1);
  }));
