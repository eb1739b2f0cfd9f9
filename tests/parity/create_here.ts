import { join } from "node:path";
import { silentPrompter } from "../../lib/cli/silent_prompter.ts";
import { create, type CreateResult } from "../../lib/cluster/create.ts";
import type { CreateDeps } from "../../lib/cluster/create_deps.ts";
import { readRequest } from "../../lib/cluster/read_request.ts";
import type { DayEvent } from "../../lib/host/events.ts";
import { systemFiles } from "../../lib/host/system_files.ts";
import { createDeps } from "../../tasks/create_deps.ts";
import { environmentOf } from "../preflight/world.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { type StandInOptions, standInTools } from "../support/stand_in_tools.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { configText } from "./parity_world.ts";

export type CreatedHere = {
  readonly result: CreateResult;
  readonly events: readonly DayEvent[];
  /** How programs were called: name, then arguments. */
  readonly calls: readonly (readonly string[])[];
};

/** A creation of fixture F in this process, on a clock whose pauses take no time, with other dependencies in the place of real ones. */
export async function createHere(
  sandbox: Sandbox,
  { tools = {}, deps = {} }: { readonly tools?: StandInOptions; readonly deps?: Partial<CreateDeps> },
): Promise<CreatedHere> {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder });
  await Deno.writeTextFile(join(folder, "my.cfg.yaml"), configText());
  const programs = await standInTools(sandbox.folder, tools);
  const environment = { ...environmentOf(sandbox, programs.path, {}), folder };
  const events: DayEvent[] = [];
  const emit = (event: DayEvent) => void events.push(event);
  const request = await readRequest({ files: systemFiles, environment, emit }, {
    ...{ regionAz: "us-west-2b", profile: "sandbox", config: "my.cfg.yaml" },
    ...{ set: [], repoOverride: [], tag: [], passOnWarn: false },
  });
  const { signal } = new AbortController();
  const context = { environment, emit, prompter: silentPrompter(), signal, toolVersion: "0", commandLine: "create" };
  const real = createDeps(context, request);
  try {
    const result = await create({ ...real, clock: virtualClock(), ...deps }, request);
    return { result, events, calls: await programs.calls() };
  } finally {
    real.aws.close();
  }
}
