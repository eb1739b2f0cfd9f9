import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { stableJsonLine } from "../../host/json.ts";
import { createLineLog, type LineLog, readLineLog, reopenLineLog } from "../../host/system/line_log.ts";
import { type Fact, factSchema, journalVersion } from "./facts.ts";
import { noPlace } from "./no_place.ts";

/**
 * The journal of one run: every fact on a line of its own, on disk before the next step begins.
 *
 * Recovery, whatever ended the program:
 *  1. a torn last line is cut off: what it would have said has not happened as far as we know;
 *  2. decisions and artifacts in the journal are taken again instead of being made again;
 *  3. the walk runs from the start; a resource with an intent and no memory is looked for in the world, and is ours when it
 *     is what was asked for;
 *  4. a write without an answer is repeated under the same token; only a definite refusal makes a new one.
 *
 * Not guaranteed: that a run may be resumed on another machine. The journal is local, and so are the artifacts it names.
 */
export interface Journal {
  readonly path: string;
  readonly facts: readonly Fact[];
  record(fact: Fact): Promise<void>;
  close(): void;
}

/** @throws AlreadyExists when another run has taken the name */
export async function beginJournal(path: string, clock: Clock): Promise<Journal> {
  return journalOn(await createLineLog(path), [], clock);
}

/** Opens the journal of an earlier run for its resumption. */
export async function continueJournal(path: string, clock: Clock): Promise<Journal> {
  const { lines, log } = await reopenLineLog(path);
  return journalOn(log, lines.map((line, index) => parseFact(line, path, index + 1)), clock);
}

/** Reads a journal that may belong to somebody else; nothing is opened for writing. */
export async function readJournal(path: string): Promise<readonly Fact[]> {
  return (await readLineLog(path)).map((line, index) => parseFact(line, path, index + 1));
}

/** The same with the time of each fact, for a look back. Lines without a time that can be read are left out. */
export async function readTimedJournal(path: string): Promise<readonly TimedFact[]> {
  return (await readLineLog(path)).flatMap((line, index) => {
    const { at } = JSON.parse(line) as { readonly at?: unknown };
    const time = typeof at === "string" ? Date.parse(at) : NaN;
    return Number.isNaN(time) ? [] : [{ at: time, fact: parseFact(line, path, index + 1) }];
  });
}

/** `at`: milliseconds since 1970. */
export type TimedFact = { readonly at: number; readonly fact: Fact };

function journalOn(log: LineLog, facts: Fact[], clock: Clock): Journal {
  return {
    path: log.path,
    facts,
    async record(fact) {
      try {
        await log.append(stableJsonLine({ ...fact, at: clock.now().toISOString() }));
      } catch (cause) {
        throw noPlace(log.path, "written", cause);
      }
      facts.push(fact);
    },
    close: () => log.close(),
  };
}

/** @throws DayError DAY-RUN-004 for a line that is none, or that an earlier version of the program has written */
function parseFact(line: string, path: string, number: number): Fact {
  const value = parsed(line);
  const fact = factSchema.safeParse(value);
  if (fact.success) return fact.data;
  const isOfEarlierVersion = isFirstFact(value) && value.schema_version !== journalVersion;
  const why = isOfEarlierVersion
    ? "written by an earlier version of dayctl, which this version cannot read"
    : "this is not a line of a run's journal";
  throw new DayError("DAY-RUN-004", `${path}:${number}: ${why}`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isFirstFact(value: unknown): value is { readonly schema_version?: unknown } {
  return typeof value === "object" && value !== null && "fact" in value && value.fact === "run";
}
