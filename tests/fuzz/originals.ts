import assert from "node:assert/strict";
import { join } from "node:path";
import { configFolder, demo } from "../e2e/program.ts";
import { spotFolder, usualConfig } from "../spot/spot_here.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { repository } from "../support/source_files.ts";
import { usualFiles } from "../worksets/worksets_here.ts";

/** Files as the program and its users really have them, to begin with. */
export type Originals = {
  readonly configuration: string;
  readonly spotConfiguration: string;
  readonly record: string;
  readonly journal: string;
  readonly machines: string;
  /** Of a workset, by their paths in it. */
  readonly workset: Readonly<Record<string, string>>;
};

/** Those that are shipped, and those of a creation and of nodes that are made for it. */
export async function originals(): Promise<Originals> {
  return await withSandbox({ settings: { secondsOfCreation: 0, networkSeconds: 0 } }, async (sandbox) => {
    const env = await installDouble(sandbox);
    const made = await programHere(demo, { env, clock: hurriedClock() });
    assert.equal(made.code, 0, made.err);
    const spot = await spotFolder(sandbox);
    assert.equal((await spot.run(["create"])).code, 0);
    const folder = configFolder(sandbox);
    return {
      configuration: await Deno.readTextFile(join(repository, "config", "demo.yaml")),
      spotConfiguration: usualConfig,
      record: await onlyFile(folder, /^state_demo_\d{14}\.json$/),
      journal: await onlyFile(join(folder, "runs"), /\.jsonl$/),
      machines: await Deno.readTextFile(spot.path("MACHINES.json")),
      workset: usualFiles(),
    };
  });
}

async function onlyFile(folder: string, name: RegExp): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  const mine = names.filter((each) => name.test(each));
  assert.equal(mine.length, 1, names.join());
  return await Deno.readTextFile(join(folder, mine[0]));
}
