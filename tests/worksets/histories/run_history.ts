import type { Clock } from "../../../lib/host/clock.ts";
import type { Store } from "../../../lib/worksets/store/store.ts";
import { attend, consider, Released, type Work } from "../../../lib/worksets/protocol/attend.ts";
import type { Held } from "../../../lib/worksets/protocol/hold.ts";
import { insist } from "../../../lib/worksets/protocol/insist.ts";
import { journalName, readJournal } from "../../../lib/worksets/protocol/journal.ts";
import type { Memory } from "../../../lib/worksets/protocol/look.ts";
import type { ProtocolDeps } from "../../../lib/worksets/protocol/protocol_deps.ts";
import { placeOf } from "../../../lib/worksets/protocol/sighting.ts";
import { StepFailed, walkSteps } from "../../../lib/worksets/steps/walk_steps.ts";
import { memoryStore } from "../../support/memory_store.ts";
import type { Disturbance, History } from "./history.ts";
import { numbers } from "./numbers.ts";
import { virtualTime } from "./virtual_time.ts";

/** Seconds: disturbances begin in the first part; after the last one everybody has this time to bring everything to its end. */
export const disturbed = 900;
const quiet = 3600;
const poll = 90_000;
const leaseSeconds = 180;
const requestTime = 30_000;
const start = Date.parse("2026-01-02T03:04:05Z");
const root = "root";

/** One life of one monitor process. */
type Life = {
  readonly monitor: number;
  readonly owner: string;
  readonly stopping: AbortController;
  dead: boolean;
};

/** What the pipelines and clusters of the worksets are doing. */
type Outside = {
  readonly launches: Map<string, number>;
  readonly ends: Map<string, number>;
  readonly clusters: Set<string>;
};

/** Runs a history to its end. @returns what is wrong, in the order in which it was seen; nothing when all invariants hold */
export async function runHistory(history: History): Promise<readonly string[]> {
  const time = virtualTime();
  const random = numbers(history.seed);
  const bucket = memoryStore(() => start + time.now());
  const wrong: string[] = [];
  const outside: Outside = { launches: new Map(), ends: new Map(), clusters: new Set() };
  const names = history.worksets.map((_, index) => `ws${index}`);
  const frozen = history.monitors.map(() => 0);
  const wall = history.monitors.map(() => 0);
  const verdicts = new Map<string, Set<string>>();
  const complain = (text: string) => void wrong.push(`${(time.now() / 1000).toFixed(1)} s: ${text}`);
  const text = (value: string) => new TextEncoder().encode(value);
  for (const name of names) {
    bucket.now.put(`${root}/ready/${name}/data`, text("data"), "any");
    bucket.now.put(`${root}/ready/${name}/daylily.ready`, text("ready"), "any");
  }
  const journalOf = (name: string) => {
    const found = bucket.now.get(placeOf(root, name).prefix + journalName);
    return found === undefined ? undefined : readJournal(found.bytes, name);
  };

  /** I1: what changes something without a condition is done by the owner that the journal names. */
  const judgeDeed = (life: Life, name: string, deed: string) => {
    const journal = journalOf(name);
    if (journal?.owner !== life.owner) complain(`I1: ${life.owner} does ${deed}, ${name} belongs to ${journal?.owner}`);
  };
  const judgeJournal = (name: string) => {
    const journal = journalOf(name);
    if (journal === undefined || !["complete", "error", "cancelled"].includes(journal.phase)) return;
    const of = verdicts.get(`${name}#${journal.attempt}`) ?? new Set();
    verdicts.set(`${name}#${journal.attempt}`, of.add(journal.phase));
    if (of.size > 1) complain(`I2: ${name}, attempt ${journal.attempt}: ${[...of].join(" and ")}`);
  };
  const judgeBucket = () => {
    for (const name of names) {
      const has = (key: string) => bucket.held.has(`${root}/${key}`);
      if (!has(`ready/${name}/data`) || !has(`ready/${name}/daylily.ready`)) {
        complain(`I7: an input of ${name} is gone`);
      }
      if (
        has(`complete/${name}/daylily.complete`) && !["one", "two"].every((each) => has(`complete/${name}/${each}`))
      ) {
        complain(`I3: ${name} is complete without its results`);
      }
      if (has(`ready/${name}/daylily.complete`) && has(`ready/${name}/daylily.error`)) {
        complain(`I2: ${name} has two verdicts`);
      }
    }
  };

  /** Runs something in a life at a time, unless it is dead by then; a frozen process does it when it thaws. */
  const later = (life: Life, at: number, run: () => void) =>
    time.at(at, () => {
      if (life.dead) return;
      if (frozen[life.monitor] > time.now()) later(life, frozen[life.monitor], run);
      else run();
    });
  const clockOf = (life: Life): Clock => {
    const { rate } = history.monitors[life.monitor];
    return {
      now: () => new Date(start + time.now() + wall[life.monitor]),
      ticks: () => time.now() * rate,
      limit: () => new AbortController().signal,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
          later(life, time.now() + milliseconds / rate, resolve);
        }),
    };
  };
  const disturbing = (life: Life, kind: Disturbance["what"]) =>
    history.disturbances.filter((each) =>
      each.what === kind && "who" in each && each.who % history.monitors.length === life.monitor
    );
  const during = (each: Disturbance) =>
    "seconds" in each && each.at * 1000 <= time.now() && time.now() < (each.at + each.seconds) * 1000;

  /** A request: on the way, its effect, on the way back. Whatever happens to its sender, what is on the way arrives. */
  const request = <T>(life: Life, effect: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const slow = disturbing(life, "slow").find(during);
      const there = 5 + random() * 60 + (slow?.what === "slow" ? random() * slow.delay * 1000 : 0);
      const lost = disturbing(life, "lose").find((each) => during(each) && random() < 0.5);
      const sent = time.now();
      const giveUp = () => reject(Object.assign(new Error("no answer"), { name: "TimeoutError" }));
      const limit = sent + requestTime / history.monitors[life.monitor].rate;
      if (lost?.what === "lose" && lost.which === "requests") return later(life, limit, giveUp);
      time.at(Math.min(limit, sent + there), () => {
        const result = effect();
        judgeBucket();
        const back = time.now() + 5 + random() * 60;
        if (lost !== undefined || back > limit) later(life, limit, giveUp);
        else later(life, back, () => resolve(result));
      });
    });
  const nameIn = (key: string) => key.split("/")[2];
  const storeOf = (life: Life): Store => ({
    list: (options) => request(life, () => bucket.now.list(options)),
    get: (key) => request(life, () => bucket.now.get(key)),
    put: (key, bytes, over) =>
      request(life, () => {
        if (over === "any") judgeDeed(life, nameIn(key), `put ${key}`);
        const etag = bucket.now.put(key, bytes, over);
        if (key.endsWith(journalName)) judgeJournal(nameIn(key));
        return etag;
      }),
    remove: (key, over) =>
      request(life, () => {
        if (over === "any") judgeDeed(life, nameIn(key), `remove ${key}`);
        return bucket.now.remove(key, over);
      }),
  });

  /** A model of the work: a cluster, a run, a mirror. */
  const workOf = (life: Life, deps: ProtocolDeps): Work => {
    const deed = (held: Held, what: string, effect: () => void) =>
      insist(deps, held, () =>
        request(life, () => {
          judgeDeed(life, held.place.workset, what);
          effect();
        }));
    const ask = <T>(held: Held, question: () => T) => insist(deps, held, () => request(life, question));
    const runOf = (held: Held) => `${held.place.workset}#${held.journal().attempt}`;
    const mirror = async (held: Held, folder: string) => {
      for (const each of ["one", "two"]) {
        const key = `${root}/${folder}/${held.place.workset}/${each}`;
        await insist(deps, held, () => deps.store.put(key, text(runOf(held)), "any"));
      }
    };
    const mayGoOn = (held: Held) => {
      if (held.ignored.aborted) throw new Ignored();
      if (life.stopping.signal.aborted) throw new Released();
    };
    const steps = [
      {
        name: "cluster",
        async do(held: Held) {
          const { workset } = held.place;
          const cluster = { name: workset, region: "r", created_by_us: true, destroy: true, destroyed: false };
          await insist(deps, held, () => held.note((journal) => ({ ...journal, cluster })));
          await deed(held, "create", () => void outside.clusters.add(workset));
          await deps.clock.sleep(60_000, held.lost);
          return {};
        },
      },
      {
        name: "run",
        async do(held: Held) {
          const run = runOf(held);
          const launch = () => {
            judgeDeed(life, held.place.workset, "launch");
            outside.launches.set(run, (outside.launches.get(run) ?? 0) + 1);
            outside.ends.set(run, time.now() + history.worksets[names.indexOf(held.place.workset)].runs * 1000);
          };
          // An answer that was lost is looked for before it is launched again.
          await insist(deps, held, async () => {
            if (await request(life, () => outside.ends.has(run))) return;
            held.guard();
            await request(life, launch);
          });
          const log = `${held.place.prefix}_daylily/log`;
          while (!await ask(held, () => time.now() >= (outside.ends.get(run) ?? 0))) {
            mayGoOn(held);
            // Somebody who must not do anything any more is caught at it.
            await insist(deps, held, () => deps.store.put(log, text(life.owner), "any"));
            await deps.clock.sleep(20_000, held.lost);
          }
          if (history.worksets[names.indexOf(held.place.workset)].fails) throw new Error("the pipeline failed");
          return {};
        },
      },
      {
        name: "mirror",
        async do(held: Held) {
          await mirror(held, "complete");
          return {};
        },
      },
    ];
    return {
      async process(held) {
        try {
          await walkSteps({ ...deps, mayGoOn }, held, steps);
          return { phase: "complete" };
        } catch (error) {
          held.lost.throwIfAborted();
          const cause = error instanceof StepFailed ? error.cause : error;
          if (cause instanceof Ignored) return { phase: "cancelled" };
          if (!(error instanceof StepFailed)) throw error;
          await mirror(held, "error");
          return { phase: "error", error: { code: "E", step: error.step, message: "failed" } };
        }
      },
      halt: () => Promise.resolve(),
      clear: () => Promise.resolve(),
      announce: () => Promise.resolve(),
      async seal(held) {
        const { phase } = held.journal();
        const key = `${root}/${phase}/${held.place.workset}/daylily.${phase}`;
        await deps.store.put(key, text(runOf(held)), "any");
      },
      async tearDown(held) {
        await deed(held, "delete", () => void outside.clusters.delete(held.place.workset));
        return true;
      },
    };
  };
  let lives = 0;
  const live = (monitor: number): Life => {
    const life: Life = { monitor, owner: `m${monitor}.${lives++}`, stopping: new AbortController(), dead: false };
    let count = 0;
    const deps: ProtocolDeps = {
      store: storeOf(life),
      clock: clockOf(life),
      random,
      unique: () => `${life.owner}-${count++}`,
      self: { pid: monitor, host: `host${monitor}` },
      signal: life.stopping.signal,
    };
    const work = workOf(life, deps);
    const memories = new Map<string, Memory>();
    const busy = new Set<string>();
    const turn = async (name: string) => {
      const memory = memories.get(name) ?? {};
      memories.set(name, memory);
      const me = { host: `host${monitor}`, root: "/w", adoptLegacy: false, leaseSeconds };
      const place = placeOf(root, name);
      const { looked, verdict } = await consider(deps, place, me, memory);
      if (verdict.do === "skip" || life.stopping.signal.aborted) return;
      await attend(deps, { me, owner: life.owner, contention: 0, place, work }, verdict.purpose, looked);
    };
    const forever = async () => {
      for (;;) {
        for (const name of names) {
          if (busy.has(name)) continue;
          busy.add(name);
          // What fails in one turn is tried again in the next.
          turn(name).catch((error) => error.name === "TimeoutError" || complain(`${life.owner}: ${error.stack}`))
            .finally(() => busy.delete(name));
        }
        await deps.clock.sleep(poll);
      }
    };
    forever();
    return life;
  };

  const current: Life[] = [];
  history.monitors.forEach(({ offset }, monitor) =>
    time.at(offset * 1000, () => void (current[monitor] ??= live(monitor)))
  );
  for (const each of history.disturbances) time.at(each.at * 1000, () => disturb(each));
  const end = (monitor: number, down: number) => {
    const life = current[monitor];
    if (life === undefined || life.dead) return;
    life.dead = true;
    time.at(time.now() + down * 1000, () => void (current[monitor] = live(monitor)));
  };
  const disturb = (each: Disturbance) => {
    if ("who" in each) {
      const monitor = each.who % history.monitors.length;
      if (each.what === "kill") end(monitor, each.down);
      if (each.what === "freeze") frozen[monitor] = Math.max(frozen[monitor], time.now() + each.seconds * 1000);
      if (each.what === "clock") wall[monitor] += each.by * 1000;
      if (each.what === "stop") {
        current[monitor]?.stopping.abort();
        const life = current[monitor];
        time.at(time.now() + 60_000, () => current[monitor] === life && end(monitor, each.down));
      }
      return;
    }
    const { prefix } = placeOf(root, names[each.workset % names.length]);
    const has = (kind: string) => bucket.held.has(`${prefix}daylily.${kind}`);
    if (each.what === "remove lock") bucket.now.remove(`${prefix}daylily.lock`, "any");
    if (each.what === "ignore") bucket.now.put(`${prefix}daylily.ignore`, text("ignore"), "any");
    if (each.what === "unignore") bucket.now.remove(`${prefix}daylily.ignore`, "any");
    if (each.what === "remove verdict" && (has("complete") || has("error"))) {
      for (const kind of ["complete", "error"]) bucket.now.remove(`${prefix}daylily.${kind}`, "any");
    }
  };

  const unfinished = () =>
    names.flatMap((name) => {
      const has = (kind: string) => bucket.held.has(`${root}/ready/${name}/daylily.${kind}`);
      const stands = ["lock", "in_progress", "complete", "error"].filter(has).join();
      const expected = history.worksets[names.indexOf(name)].fails ? "error" : "complete";
      // What was to be ignored ends without a verdict. A lock without a journal is of a claim that came to nothing.
      const isLeft = stands === "" || (stands === "lock" && journalOf(name) === undefined);
      const isEnded = stands === expected || (has("ignore") && isLeft);
      return [
        ...isEnded ? [] : [`I4: ${name} ends with ${stands || "nothing"}: ${JSON.stringify(journalOf(name))}`],
        ...outside.clusters.has(name) ? [`I5: the cluster of ${name} still stands`] : [],
      ];
    });
  const last = Math.max(
    0,
    ...history.disturbances.map((each) =>
      each.at + ("down" in each ? each.down : "seconds" in each ? each.seconds : 0)
    ),
  );
  let until = last;
  do await time.until((until += 120) * 1000); while (until < last + quiet && unfinished().length > 0);
  unfinished().forEach(complain);
  for (const [run, count] of outside.launches) if (count > 1) complain(`${run} was launched ${count} times`);
  for (const life of current) if (life !== undefined) life.dead = true;
  return wrong;
}

class Ignored extends Error {}
