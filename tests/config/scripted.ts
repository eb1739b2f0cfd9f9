import type { ConfigSource, Triplet } from "../../lib/config/file/config_source.ts";
import { requiredKeys } from "../../lib/config/keys/keys.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import type { Environment } from "../../lib/host/environment.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import type { Files } from "../../lib/host/files.ts";
import type { Prompter } from "../../lib/host/prompter.ts";
import { fixtureValues } from "../support/fixture_values.ts";

/** Files in memory; `mode` makes one read-only. */
export function memoryFiles(content: Record<string, string>, mode = 0o600): Files & { readonly writes: string[] } {
  const stored = new Map<string, Uint8Array>();
  for (const [path, text] of Object.entries(content)) stored.set(path, new TextEncoder().encode(text));
  const bytesOf = (path: string) => {
    const bytes = stored.get(path);
    if (bytes === undefined) throw new Error(`no such file: ${path}`);
    return bytes;
  };
  const writes: string[] = [];
  return {
    writes,
    readText: (path) => Promise.resolve(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesOf(path))),
    readBytes: (path) => Promise.resolve(bytesOf(path)),
    stat: (path) => Promise.resolve(stored.has(path) ? { isFile: true, mode } : undefined),
    measure: (path) => Promise.resolve({ bytes: bytesOf(path).length, changed: 0 }),
    readRange: (path, from, to) => Promise.resolve(bytesOf(path).slice(from, to)),
    list: () => Promise.resolve([]),
    ensureFolder: () => Promise.resolve(),
    replace(path, text) {
      writes.push(path);
      stored.set(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
      return Promise.resolve();
    },
    remove: (path) => Promise.resolve(void stored.delete(path)),
  };
}

/** A question as it was shown. */
export type Shown = { readonly id: string; readonly default?: string | number; readonly labels?: readonly string[] };

/**
 * Answers from a list, as a person at a terminal would. After the last answer comes the end of input; with
 * `undefined` for the list nobody may be asked at all.
 */
export function scriptedPrompter(answers: readonly string[] | undefined): Prompter & { readonly shown: Shown[] } {
  const left = [...answers ?? []];
  const shown: Shown[] = [];
  const next = (question: Shown): string | undefined => {
    if (answers === undefined) throw new DayError("DAY-PROMPT-001", question.id);
    shown.push(question);
    return left.shift()?.trim();
  };
  const ended = (id: string) => new DayError("DAY-PROMPT-002", id);
  return {
    ...answers === undefined && { refuses: true },
    shown,
    text({ id, default: offered, emptyAllowed, complaint }) {
      const fine = (value: string) => complaint?.(value) === undefined;
      for (;;) {
        const typed = next({ id, default: offered });
        if (typed === undefined) {
          if (offered !== undefined && fine(offered)) return Promise.resolve(offered);
          return Promise.reject(ended(id));
        }
        const value = typed === "" ? offered ?? "" : typed;
        if (value === "" ? emptyAllowed === true : fine(value)) return Promise.resolve(value);
      }
    },
    menu({ id, options, defaultNumber }) {
      for (;;) {
        const typed = next({ id, default: defaultNumber, labels: options.map(({ label }) => label) });
        if (typed === undefined) return Promise.reject(ended(id));
        const option = options[(typed === "" ? defaultNumber ?? 0 : Number(typed)) - 1];
        if (option !== undefined) return Promise.resolve(option.value);
      }
    },
    consent: () => Promise.resolve(false),
  };
}

export const folder = "/home/tester/work";

export function environmentOf(variables: Record<string, string> = {}): Environment {
  return {
    get: (name) => variables[name] || undefined,
    all: () => variables,
    home: "/home/tester",
    user: "tester",
    folder,
  };
}

export type Setup = {
  readonly files?: Record<string, string>;
  readonly mode?: number;
  readonly answers?: readonly string[];
  readonly variables?: Record<string, string>;
};

/** Everything that lib/config needs from outside, all of it observable. */
export function scriptedDeps({ files = {}, mode, answers, variables }: Setup = {}) {
  const events: DayEvent[] = [];
  return {
    files: memoryFiles(files, mode),
    prompter: scriptedPrompter(answers),
    environment: environmentOf(variables),
    emit: (event: DayEvent) => void events.push(event),
    events,
    warnings: () => events.filter(({ level }) => level === "warn").map(({ message }) => message),
  };
}

export type Entries = Record<string, readonly [action: string, fallback: string, value: string]>;

/** Fixture F, with some entries written differently. */
export function sourceOf(
  entries: Entries = {},
  { autoSelect = true, overrides = {}, templateDefaults = {} }: {
    autoSelect?: boolean;
    overrides?: Record<string, string>;
    templateDefaults?: Record<string, string>;
  } = {},
): ConfigSource {
  const values: Readonly<Record<string, string>> = fixtureValues;
  const triplet = (key: string): Triplet => {
    const [action, fallback, value] = entries[key] ?? ["USESETVALUE", "", values[key] ?? ""];
    return { action, default: fallback, value };
  };
  const keys = [...new Set([...requiredKeys, ...Object.keys(entries)])].sort();
  return {
    path: `${folder}/my.cfg.yaml`,
    triplets: new Map(keys.map((key) => [key, triplet(key)])),
    templateDefaults: new Map(Object.entries(templateDefaults)),
    overrides: new Map(Object.entries(overrides)),
    autoSelect,
  };
}

/** A configuration file with the given lines under `config`. */
export function configFile(...lines: readonly string[]): string {
  return `ephemeral_cluster:\n  config:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}
