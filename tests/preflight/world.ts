import assert from "node:assert/strict";
import { assertCarried } from "./assert_carried.ts";
import { join } from "node:path";
import { linePrompter } from "../../lib/cli/terminal/line_prompter.ts";
import { silentPrompter } from "../../lib/cli/terminal/silent_prompter.ts";
import type { ConfigSource, Sourced } from "../../lib/config/file/config_source.ts";
import { type SettledKey, settledKeys } from "../../lib/config/keys/settled_keys.ts";
import type { Settings } from "../../lib/config/settings/resolve_settings.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import type { Environment } from "../../lib/host/environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { gates } from "../../lib/names/gates.ts";
import type { CheckRow } from "../../lib/preflight/check.ts";
import type { Gate } from "../../lib/preflight/gate.ts";
import {
  preflight,
  type PreflightDeps,
  type PreflightOutcome,
  type PreflightRequest,
} from "../../lib/preflight/preflight.ts";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import type { RequestRecord, Sandbox } from "../support/sandbox.ts";
import { fixtureValues } from "../support/fixture_values.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { linkSystemPrograms } from "../support/stand_in_tools.ts";

/** Versions that the programs claim; `null`: there is no such program. For the reference check its exit status. */
export type Programs = {
  readonly python3: string | null;
  readonly git: string | null;
  readonly wget: string | null;
  readonly pcluster: string | null;
  readonly references: number | null;
  readonly node: string | null;
};

export const goodPrograms: Programs = {
  python3: "3.11.6",
  git: "2.39.2",
  wget: "1.21.3",
  pcluster: recommendedPcluster,
  references: 0,
  node: "20.19.0",
};

export type Changes = {
  readonly programs?: Partial<Programs>;
  readonly settings?: Partial<Record<SettledKey, string>>;
  /** Set values of the configuration file. */
  readonly configured?: Readonly<Record<string, string>>;
  /** `--set`. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly autoSelect?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly request?: Partial<PreflightRequest>;
  /** What a person types, line by line, until the end of input; without it nobody may be asked. */
  readonly typed?: readonly string[];
  readonly signal?: AbortSignal;
};

export type Seen = {
  readonly outcome: PreflightOutcome;
  readonly events: readonly DayEvent[];
  /** What the person was shown. */
  readonly shown: string;
  /** How the programs were called, one line each: name, then arguments. */
  readonly calls: readonly string[];
  /** Our own requests, in order of arrival. */
  readonly requests: readonly RequestRecord[];
};

/** Base fixture F, changed as asked, as a gate sees it. */
export type World = {
  readonly deps: PreflightDeps;
  readonly request: PreflightRequest;
  readonly events: readonly DayEvent[];
  readonly shown: () => string;
  readonly calls: () => Promise<readonly string[]>;
  readonly close: () => void;
};

/** Programs of its own stand on a private `PATH`; the request log begins anew. */
export async function openWorld(sandbox: Sandbox, changes: Changes = {}): Promise<World> {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder });
  const log = join(folder, "calls");
  const bin = await writePrograms(folder, log, { ...goodPrograms, ...changes.programs });
  const environment = environmentOf(sandbox, bin, changes.variables ?? {});
  const events: DayEvent[] = [];
  const shown: string[] = [];
  const emit = (event: DayEvent) => void events.push(event);
  const { signal, typed } = changes;
  const request = requestOf(changes);
  const aws = sandboxAws(sandbox, { region: request.region, emit, signal });
  const prompter = typed === undefined ? silentPrompter() : linePrompter(lines(typed), (text) => shown.push(text));
  sandbox.clearRequests();
  return {
    deps: {
      aws,
      clock: virtualClock(),
      environment,
      emit,
      prompter,
      signal,
      files: systemFiles,
      processes: systemProcesses(environment),
    },
    request,
    events,
    shown: () => shown.join(""),
    calls: async () => {
      const text = (await systemFiles.stat(log)) === undefined ? "" : await Deno.readTextFile(log);
      return text.split("\n").filter((line) => line !== "");
    },
    close: () => aws.close(),
  };
}

/** Lets one gate judge. */
export async function judgeIn<T>(
  sandbox: Sandbox,
  changes: Changes,
  judge: (deps: PreflightDeps, request: PreflightRequest) => Promise<Gate<T>>,
): Promise<Judged<T>> {
  const world = await openWorld(sandbox, changes);
  try {
    const gate = await judge(world.deps, world.request);
    assert.ok(gatesOf(gate.checks).length <= 1, "the checks of one gate belong to one");
    return { gate, events: world.events, shown: world.shown(), requests: [...sandbox.requests()] };
  } finally {
    world.close();
  }
}

/** The titles of the gates that these checks belong to, each check to exactly one; a gate again where another has come between. */
export function gatesOf(reported: readonly CheckRow[]): readonly string[] {
  const titles = reported.map(({ id }) => {
    const [gate, ...others] = gates.filter(({ checks }) => checks.test(id));
    assert.ok(gate !== undefined && others.length === 0, `${id} belongs to one gate`);
    return gate.title;
  });
  return titles.filter((title, n) => title !== titles[n - 1]);
}

export type Judged<T> = Pick<Seen, "events" | "shown" | "requests"> & { readonly gate: Gate<T> };

/** Runs the whole preflight. */
export async function preflightIn(sandbox: Sandbox, changes: Changes = {}): Promise<Seen> {
  const world = await openWorld(sandbox, changes);
  try {
    const outcome = await preflight(world.deps, world.request);
    // Whatever is reported: no gate of the list is left out, and none comes twice.
    const judged = gatesOf(outcome.report.checks);
    assert.deepEqual(judged, gates.slice(0, judged.length).map(({ title }) => title));
    const { events, shown } = world;
    assertCarried(outcome, events);
    return { outcome, events, shown: shown(), calls: await world.calls(), requests: [...sandbox.requests()] };
  } finally {
    world.close();
  }
}

/** The check of this id, if the report has it. */
export function check({ outcome }: Seen, id: string) {
  return outcome.report.checks.find((each) => each.id === id);
}

/** `service:Operation` of each request. */
export function operations({ requests }: Pick<Seen, "requests">): string[] {
  return requests.map(({ service, operation }) => `${service}:${operation}`);
}

function requestOf({ settings, configured = {}, flags = {}, autoSelect = true, request }: Changes): PreflightRequest {
  const source: ConfigSource = {
    path: "/absent.yaml",
    triplets: new Map(
      Object.entries(configured).map(([key, value]) => [key, { action: "USESETVALUE", default: "", value }]),
    ),
    templateDefaults: new Map(),
    overrides: new Map(Object.entries(flags)),
    autoSelect,
  };
  const values = { ...fixtureValues, ...settings };
  return {
    runId: "20260102030405",
    regionAz: "us-west-2b",
    region: "us-west-2",
    profile: "sandbox",
    passOnWarn: false,
    source,
    settings: Object.fromEntries(
      settledKeys.map((key): [string, Sourced] => [key, { value: values[key] ?? "", origin: "file" }]),
    ) as Settings,
    sshCidr: "10.0.0.0/8",
    ...request,
  };
}

/** The surroundings that a program would find in this home, with `bin` as its whole `PATH`. */
export function environmentOf(
  sandbox: Pick<Sandbox, "environment" | "home" | "folder">,
  bin: string,
  variables: Readonly<Record<string, string>>,
): Environment {
  const all: Record<string, string> = { ...sandbox.environment, PATH: bin, ...variables };
  return {
    get: (name) => all[name] || undefined,
    all: () => all,
    home: sandbox.home,
    user: "tester",
    folder: sandbox.folder,
  };
}

/** Small programs with the output of the genuine ones; returns their folder. */
export async function writePrograms(folder: string, log: string, programs: Programs): Promise<string> {
  const bin = join(folder, "bin");
  await Deno.mkdir(bin, { recursive: true });
  const { python3, git, wget, pcluster, references, node } = programs;
  const scripts: Record<string, string | null> = {
    python3: python3 && `echo "Python ${python3}"`,
    git: git && `echo "git version ${git}"`,
    wget: wget && `echo "GNU Wget ${wget} built on linux-gnu."; echo; echo "-cares +digest"`,
    node: node && `echo "v${node}"`,
    pcluster: pcluster && `printf '{\\n  "version": "%s"\\n}\\n' "${pcluster}"`,
    "daylily-omics-references.sh": references === null
      ? null
      : `echo "env AWS_PROFILE=$AWS_PROFILE AWS_REGION=$AWS_REGION PATH=$PATH" >> '${log}'\n` +
        `echo "[INFO] looking into the bucket"\necho "[ERROR] on standard error" >&2\nexit ${references}`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    if (script === null) continue;
    const text = `#!/bin/sh\necho "${name} $*" >> '${log}'\n${script}\n`;
    await Deno.writeTextFile(join(bin, name), text, { mode: 0o755 });
  }
  await linkSystemPrograms(bin);
  return bin;
}

function lines(typed: readonly string[]) {
  const left = [...typed];
  return { next: () => Promise.resolve(left.shift()) };
}
