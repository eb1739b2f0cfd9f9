import { join } from "node:path";
import { z } from "zod";
import type { Found, Resource } from "../../lib/aws/resource.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import type { Walk } from "../../lib/state/walks/ensure.ts";
import { beginJournal, continueJournal, type Journal } from "../../lib/state/journal/journal.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";

/** `colour` costs another request: a look for existence leaves it as it was asked for. */
export type BoxSpec = { name: string; size: number; colour: string };
export type BoxOut = { arn: string };

/** A service in memory that holds boxes. */
export type Shelf = {
  readonly boxes: Map<string, BoxSpec>;
  /** What the next looks find instead of what is there. */
  readonly looks: Found<BoxSpec, BoxOut>[];
  /** `find exists`, `find full`, `write <token>`, `remove`, in order. */
  readonly calls: string[];
  /** Errors of the next writes; `after` lets the effect happen first. */
  readonly failures: { readonly error: Error; readonly after?: boolean }[];
};

export function shelf(...boxes: readonly BoxSpec[]): Shelf {
  return { boxes: new Map(boxes.map((box) => [box.name, box])), looks: [], calls: [], failures: [] };
}

/** Boxes on a shelf. */
export const box: Resource<Shelf, BoxSpec, BoxOut> = {
  kind: "box",
  layer: "network",
  actions: { find: [], write: [], remove: [] },
  spec: z.object({ name: z.string(), size: z.number(), colour: z.string() }),
  labels: { size: "litres" },
  key: ({ name }) => name,
  title: ({ name }) => `box ${name}`,
  find(deps, spec, depth) {
    deps.calls.push(`find ${depth}`);
    const scripted = deps.looks.shift();
    if (scripted !== undefined) return Promise.resolve(scripted);
    const there = deps.boxes.get(spec.name);
    if (there === undefined) return Promise.resolve({ is: "absent" });
    const seen = depth === "full" ? there : { ...there, colour: spec.colour };
    return Promise.resolve({ is: "ready", spec: seen, out: { arn: `arn:${there.name}` } });
  },
  write(deps, wanted, found, token) {
    deps.calls.push(`write ${token}`);
    const failure = deps.failures.shift();
    if (failure !== undefined && !failure.after) return Promise.reject(failure.error);
    if (found.is === "absent" && deps.boxes.has(wanted.name)) return Promise.reject(alreadyThere());
    deps.boxes.set(wanted.name, wanted);
    return failure === undefined ? Promise.resolve() : Promise.reject(failure.error);
  },
  remove(deps, spec) {
    deps.calls.push("remove");
    deps.boxes.delete(spec.name);
    return Promise.resolve();
  },
};

/** Boxes that are painted by a second request: one without colour may be half made. */
export const paintedBox: Resource<Shelf, BoxSpec, BoxOut> = {
  ...box,
  wrote: (_deps, wanted, found) =>
    Promise.resolve(
      found.is === "ready" && found.spec.size === wanted.size && ["", wanted.colour].includes(found.spec.colour),
    ),
};

/** What a service says where something stands already. @param uncertain an attempt before this one may have made it */
export function alreadyThere(uncertain = false): Error {
  return Object.assign(new Error("exists"), {
    name: "AlreadyExistsException",
    $metadata: { httpStatusCode: 409, ...(uncertain ? { uncertain } : {}) },
  });
}

/** An answer of a service that says no. */
export function refusal(status: number, uncertain = false): Error {
  const $metadata = { httpStatusCode: status, ...(uncertain ? { uncertain } : {}) };
  return Object.assign(new Error("no"), { name: "ValidationError", $metadata });
}

/** One run with its journal on disk; `resume` opens the same journal again, as another life of the run would. */
export type TestRun = {
  readonly walk: Walk;
  readonly journal: Journal;
  readonly clock: VirtualClock;
  readonly events: DayEvent[];
  readonly stop: AbortController;
  resume(): Promise<TestRun>;
};

export function withRun(body: (run: TestRun) => Promise<void>): () => Promise<void> {
  return () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "c_20260102030405.jsonl");
      const opened: Journal[] = [];
      const runOn = (journal: Journal, clock: VirtualClock): TestRun => {
        opened.push(journal);
        const events: DayEvent[] = [];
        const stop = new AbortController();
        const emit = (event: DayEvent) => void events.push(event);
        const walk = { journal, emit, clock, signal: stop.signal, run: ["123456789012", "us-west-2", "c", "1"] };
        const resume = async () => runOn(await continueJournal(path, clock), clock);
        return { walk, journal, clock, events, stop, resume };
      };
      const clock = virtualClock();
      try {
        await body(runOn(await beginJournal(path, clock), clock));
      } finally {
        for (const journal of opened) journal.close();
      }
    });
}
