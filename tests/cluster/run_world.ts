import { join } from "node:path";
import type { Aws } from "../../lib/aws/session.ts";
import { silentPrompter } from "../../lib/cli/terminal/silent_prompter.ts";
import type { CreateDeps } from "../../lib/cluster/create_deps.ts";
import type { CreateRequest } from "../../lib/cluster/create_request.ts";
import type { Environment } from "../../lib/host/environment.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { sessionAt } from "../aws/on_server.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";

const nothing = () => Promise.reject(new Error("nothing is fetched"));

export const request: CreateRequest = {
  region_az: "us-west-2b",
  region: "us-west-2",
  profile: "sandbox",
  config: "config/demo.yaml",
  set: {},
  pass_on_warn: false,
  repo_overrides: {},
  tags: [],
  create_timeout_minutes: 90,
  ssh_cidr: "0.0.0.0/0",
  ttl: "",
  ttl_deletes_results: false,
  via: "ssh",
  image: "",
  ship_binary: true,
};

export type RunWorld = {
  readonly deps: CreateDeps;
  readonly clock: VirtualClock;
  readonly events: DayEvent[];
  readonly stop: AbortController;
  readonly runs: string;
};

export function environmentOf(folder: string, variables: Readonly<Record<string, string>> = {}): Environment {
  const all: Record<string, string> = { PATH: Deno.env.get("PATH") ?? "", ...variables };
  return { get: (name) => all[name] || undefined, all: () => all, home: folder, user: "tester", folder };
}

/** The world of a run whose files stand below `folder`, with an AWS that nobody answers for unless one is given. */
export function runWorld(folder: string, aws: Aws = sessionAt("http://127.0.0.1:1")): RunWorld {
  const clock = virtualClock();
  const events: DayEvent[] = [];
  const stop = new AbortController();
  const environment = environmentOf(folder, { DAYLILY_CONFIG_DIR: join(folder, "daylily") });
  const deps: CreateDeps = {
    aws,
    processes: systemProcesses(environment),
    files: systemFiles,
    environment,
    prompter: silentPrompter(),
    emit: (event) => void events.push(event),
    clock,
    random: () => 0.5,
    web: { get: nothing, look: nothing, range: nothing, post: nothing },
    signal: stop.signal,
    toolVersion: "0.0.0",
    self: { pid: Deno.pid, host: "h", user: "tester", command: "test" },
    workTree: folder,
    machine: { os: "linux", architecture: "x86_64" },
  };
  return { deps, clock, events, stop, runs: join(folder, "daylily", "runs") };
}

/** Writes an `sh` program that notes its arguments, one line per call, and then does as the script says. */
export async function writeProgram(folder: string, name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await Deno.writeTextFile(path, `#!/bin/sh\necho "$*" >> '${folder}/calls'\n${script}\n`, { mode: 0o755 });
  return path;
}

/** How the programs in a folder were called. */
export async function callsOf(folder: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(join(folder, "calls")).catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}
