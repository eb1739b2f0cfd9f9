import { join } from "node:path";
import { awsSession } from "../../lib/aws/session.ts";
import { silentPrompter } from "../../lib/cli/silent_prompter.ts";
import type { CreateDeps } from "../../lib/cluster/create_deps.ts";
import type { CreateRequest } from "../../lib/cluster/create_request.ts";
import type { Clock } from "../../lib/host/clock.ts";
import type { Environment } from "../../lib/host/environment.ts";
import type { DayEvent } from "../../lib/host/events.ts";
import { systemFiles } from "../../lib/host/system_files.ts";
import { systemProcesses } from "../../lib/host/system_processes.ts";
import { systemWeb } from "../../lib/host/web.ts";
import { sandboxProfile, sandboxRegion } from "../../lib/sandbox/seed.ts";
import { repository } from "../support/source_files.ts";
import type { Sandbox } from "../support/sandbox.ts";

/** Starts at a given moment, local time without a zone; sleeps are over fifty times sooner. */
export function hurriedClock(start: string): Clock {
  const begin = Date.now();
  return {
    now: () => new Date(Date.parse(start) + Date.now() - begin),
    sleep(milliseconds, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds / 50);
        signal?.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason);
        }, { once: true });
      });
    },
  };
}

/** The request of a creation from the shipped demonstration. */
export const demoRequest: CreateRequest = {
  region_az: "us-west-2b",
  region: sandboxRegion,
  profile: sandboxProfile,
  config: "config/demo.yaml",
  set: {},
  pass_on_warn: true,
  repo_overrides: {},
  tags: [],
  create_timeout_minutes: 90,
  ssh_cidr: "0.0.0.0/0",
};

export type InProcess = { readonly deps: CreateDeps; readonly events: readonly DayEvent[]; close(): void };

/**
 * What a creation in this very process needs to work in a sandbox.
 *
 * @param variables the environment of the program and of all it starts
 */
export function inProcess(
  sandbox: Sandbox,
  { clock, variables }: { readonly clock: Clock; readonly variables: Readonly<Record<string, string>> },
): InProcess {
  const environment: Environment = {
    get: (name) => variables[name] || undefined,
    all: () => variables,
    home: sandbox.home,
    user: "tester",
    folder: repository,
  };
  const events: DayEvent[] = [];
  const emit = (event: DayEvent) => void events.push(event);
  const { signal } = new AbortController();
  const aws = awsSession({
    profile: sandboxProfile,
    region: sandboxRegion,
    endpoint: sandbox.endpoint,
    emit,
    signal,
    random: Math.random,
  });
  const processes = systemProcesses(environment);
  const deps: CreateDeps = {
    aws,
    // Children inherit what this process has: without the sandbox's variables they would look elsewhere.
    processes: { ...processes, run: (argv, o = {}) => processes.run(argv, { ...o, env: { ...variables, ...o.env } }) },
    files: systemFiles,
    environment,
    prompter: silentPrompter(),
    emit,
    clock,
    random: Math.random,
    web: systemWeb(signal),
    signal,
    toolVersion: "0.0.0",
    self: { pid: Deno.pid, host: "h", user: "tester", command: "test" },
    workTree: join(sandbox.folder, "no-work-tree"),
  };
  return { deps, events, close: () => aws.close() };
}
