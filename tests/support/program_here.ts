import type { Clock } from "../../lib/host/clock.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import type { Host, Outside } from "../../lib/host/host.ts";
import { Interrupted } from "../../lib/host/interruption.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { childrenHere } from "./children_here.ts";
import { dispatch } from "../../tasks/wiring/dispatch.ts";
import { watchedRun } from "./rights_watch.ts";
import { useSandboxProfile } from "./sandbox.ts";
import { repository } from "./source_files.ts";
import { virtualClock } from "./virtual_clock.ts";

/** Where and how the program runs in this process. */
export type Here = {
  /** All variables of the program and of everything that it starts. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: a virtual one that begins now. */
  readonly clock?: Clock;
  /** What a person types, line by line; then input is at its end. */
  readonly typed?: readonly string[];
  /** The working folder, where `INIT_CWD` names none. */
  readonly folder?: string;
  /** The width of the window that standard error is shown in; without one it is no terminal. */
  readonly columns?: number;
  /** What differs from the real world. */
  readonly outside?: Partial<Outside>;
};

/** How a program ended. */
export type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** A program that was started. */
export type Started = {
  readonly ended: Promise<Ended>;
  /** Waits until its standard error says this. */
  saying(pattern: RegExp): Promise<void>;
  signal(name: "SIGINT" | "SIGTERM"): void;
};

/**
 * Runs the program in this process to its end: the ordinary way to test a task. It gets everything from outside as a process does,
 * with the real files and the real children; on a sandbox, what it asks AWS for has to be in its policy. What only a process shows has
 * tests of its own: permissions, streams, signals, the terminal, a kill.
 */
export async function programHere(argv: readonly string[], here: Here): Promise<Ended> {
  const started = startHere(argv, here);
  const ended = await started.ended;
  started.compareWithPolicy();
  return ended;
}

type StartedHere = Started & {
  said(): Omit<Ended, "code">;
  /** What it has asked AWS for has to be in its policy. */
  compareWithPolicy(): void;
};

/** Starts the program in this process. A signal is what the first Ctrl-C or TERM is to it. */
export function startHere(argv: readonly string[], here: Here): StartedHere {
  useSandboxProfile();
  const rights = watchedRun(argv[0], here.env.AWS_ENDPOINT_URL);
  const [said, stop] = [{ out: "", err: "" }, new AbortController()];
  let told = () => {};
  const host: Host = {
    streams: {
      out: (text) => void (said.out += text),
      err(text) {
        said.err += text;
        told();
      },
      columns: here.columns === undefined ? undefined : () => here.columns ?? 0,
    },
    variable: (name) => here.env[name] || undefined,
    onUnhandled: () => {},
    outside: () => Promise.resolve(outsideHere(here, stop.signal)),
  };
  const ended = dispatch(host, argv).then((code) => ({ code, ...said })).finally(rights.end);
  return {
    ended,
    compareWithPolicy: rights.compare,
    said: () => ({ ...said }),
    async saying(pattern) {
      const heard = new Promise<void>((resolve) => {
        told = () => pattern.test(said.err) && resolve();
        told();
      });
      const without = () => Promise.reject(new Error(`it ended without ${pattern}:\n${said.err}`));
      await Promise.race([heard, ended.then(without)]);
    },
    signal: (name) => stop.abort(new Interrupted(name === "SIGINT" ? 130 : 143)),
  };
}

/** What a task works with in this process. */
export function outsideHere({ env, clock, typed, folder = repository, outside }: Here, signal: AbortSignal): Outside {
  const variables = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const environment = environmentOf(Object.fromEntries(variables), () => folder);
  return {
    environment,
    files: systemFiles,
    folders: systemFolders,
    processes: childrenHere(environment),
    clock: clock ?? virtualClock(new Date().toISOString()),
    // No test depends on the network.
    reach: { port: () => Promise.resolve(false), page: () => Promise.resolve(undefined) },
    random: Math.random,
    self: { pid: Deno.pid, host: "here" },
    input: () => ({ ...lines(typed, signal), isTerminal: false }),
    interruption: () => ({ signal, exitCode: () => signal.aborted ? signal.reason.exitCode : undefined, dispose() {} }),
    // What is shown does not depend on how long it takes.
    every: () => () => {},
    inPlace: () => Promise.reject(new Error("a program in our place needs a process")),
    ...outside,
  };
}

function lines(typed: readonly string[] = [], signal: AbortSignal) {
  const left = [...typed];
  return {
    next() {
      signal.throwIfAborted();
      return Promise.resolve(left.shift());
    },
  };
}
