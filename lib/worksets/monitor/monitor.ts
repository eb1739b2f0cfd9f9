import type { Clock } from "../../host/clock.ts";
import { counted } from "../../text/counted.ts";
import { countRequests } from "../store/count_requests.ts";
import { atOnce } from "../../host/at_once.ts";
import { sentinelName } from "../contract/sentinels.ts";
import { attend, type Attended, consider, type Considered } from "../protocol/attend.ts";
import type { Me, Purpose } from "../protocol/judge.ts";
import { placeOf } from "../protocol/sighting.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { messageOf } from "../work/message_of.ts";
import { sharedSweeper } from "../work/shared_sweeper.ts";
import { workOn } from "../work/work_on.ts";
import { probeStore } from "../store/probe.ts";
import { listCandidates } from "./list_candidates.ts";
import { skipLine } from "./skip_line.ts";
import { type WorksetsSeen, worksetsSeen } from "./worksets_seen.ts";

export type MonitorOptions = {
  readonly poll: number;
  readonly once: boolean;
  readonly maxParallel: number;
  readonly leaseSeconds: number;
  /** Milliseconds; `auto`: none, unless a monitor of an earlier generation was seen. */
  readonly contention: number | "auto";
  readonly adoptLegacy: boolean;
  readonly recheck: number;
  /** Only these. */
  readonly only: readonly string[];
  /** How long a shared cluster that nobody uses stays (ms). */
  readonly idle: number;
  /** At the end what goes on is left where it is. */
  readonly abandons: boolean;
};

/** What became of a workset in this life of the monitor. */
export type Outcome = {
  readonly workset: string;
  readonly outcome: "complete" | "error" | "cancelled" | "released" | "lost" | "failed";
  readonly attempt?: number;
  readonly error?: { readonly code: string; readonly step: string; readonly message: string };
};

export type MonitorDeps = WorkDeps & {
  /** Aborted when nothing new is to be begun; `stopping` is for what goes on. */
  readonly closing: AbortSignal;
  /** The folder of this host for the worksets of this root alone: `localRoot`, or one in it. */
  readonly ownLocalRoot: () => Promise<string>;
};

/** Requests for looks that are under way at the same time. */
const looksAtOnce = 16;
/** In a single pass shared clusters are looked at so often (ms). */
const glance = 60_000;
/** An earlier generation waits so long between its lock and its second look. */
const legacyWait = 30_000;

/**
 * Watches a root, and does for its worksets what there is to be done.
 *
 * 1. The store is probed: without conditional writes nothing begins.
 * 2. Each poll lists the root, and looks at what is new, unfinished, or due to be looked at again. What has only to be begun is not
 *    looked at again before there is room for it, so that a long queue costs nothing.
 * 3. What is to be done is taken in lexical order, as far as there is room, and goes on beside the polls.
 *
 * @returns when it was asked to stop, or after one pass; nothing goes on any more then
 */
export async function monitor(given: MonitorDeps, options: MonitorOptions): Promise<readonly Outcome[]> {
  const { clock, store, random, say, closing, unique } = given;
  const { root } = given.options;
  await probeStore(store, `${root}/_daylily/probe/${unique()}`);
  // Only now: a root that was mistyped shall not own the folder.
  const localRoot = await given.ownLocalRoot();
  const deps = { ...given, options: { ...given.options, localRoot } };
  const me: Me = {
    host: deps.self.host,
    root: localRoot,
    adoptLegacy: options.adoptLegacy,
    leaseSeconds: options.leaseSeconds,
  };
  const owner = unique();
  const seen = worksetsSeen(options.recheck, random);
  const active = new Map<string, Promise<void>>();
  const outcomes: Outcome[] = [];
  const done = new Set<string>();
  const unseen = new Set(options.only);
  const work = workOn(deps);
  const shared = sharedSweeper(deps, { ...options, owner });
  say("info", `watching s3://${deps.options.bucket}/${root}/ready/ as monitor ${owner}`, { event: "start", owner });

  const begin = (name: string, purpose: Purpose, { looked }: Considered) => {
    const wait = options.contention === "auto" ? (seen.sawLegacy ? legacyWait : 0) : options.contention;
    const attendance = { me, owner, contention: wait, place: placeOf(root, name), work };
    say("info", `${name}: ${purposeText[purpose]}`, { event: "take", workset: name, purpose });
    if (looked.lock !== undefined && looked.known.lease === undefined) {
      const text = "this lock was left by an older monitor program, which may still be running on the same S3 folder";
      say("warn", `${name}: ${text}`, { event: "legacy", workset: name });
    }
    const working = attend(deps, attendance, purpose, looked)
      .then((attended) => {
        if (attended.is === "ended") shared.noticed(attended.journal);
        return tell(deps, name, attended);
      }, (error) => failed(deps, name, error))
      .then(async (outcome) => {
        if (outcome === undefined) return;
        outcomes.push(outcome);
        const { prefix } = placeOf(root, name);
        if (outcome.outcome !== "error" || (outcome.attempt ?? 1) > deps.options.retryFailed) return;
        // As a person does it: without the sentinel it is armed again.
        await store.remove(prefix + sentinelName("error"), "any");
        done.delete(name);
      }).catch((error) => say("error", `${name}: ${messageOf(error)}`, { event: "failed", workset: name }))
      .finally(() => {
        active.delete(name);
        seen.forget(name);
      });
    active.set(name, working);
    done.add(name);
  };

  const isFull = () => active.size >= options.maxParallel;
  const hasRoom = (purpose: Purpose) => purpose === "settle" || purpose === "cancel" || !isFull();

  let isFirst = true;
  /** @returns how many had to wait for room */
  const poll = async (): Promise<number> => {
    const began = clock.ticks();
    let [candidates, claimed, waiting] = [0, 0, 0];
    const asked = countRequests(store);
    for await (const names of listCandidates(asked.store, root)) {
      candidates += names.length;
      names.forEach((name) => unseen.delete(name));
      const wanted = names.filter((name) => options.only.length === 0 || options.only.includes(name))
        .filter((name) => !active.has(name) && !(options.once && done.has(name)))
        .filter((name) => seen.isDue(name, clock.ticks()));
      for (let at = 0; at < wanted.length && !closing.aborted; at += looksAtOnce) {
        const some = wanted.slice(at, at + looksAtOnce);
        const looked = some.filter((name) => !(isFull() && seen.isWaiting(name)));
        waiting += some.length - looked.length;
        for (const { name, considered } of await considerAll({ ...deps, store: asked.store }, looked, me, seen)) {
          if (considered === undefined) {
            if (!options.once) continue;
            outcomes.push({ workset: name, outcome: "failed" });
            done.add(name);
            continue;
          }
          const { verdict } = considered;
          if (verdict.do === "skip" || closing.aborted) continue;
          if (!hasRoom(verdict.purpose)) waiting++;
          else {
            begin(name, verdict.purpose, considered);
            claimed++;
          }
        }
      }
    }
    if (candidates > 0 || !isFirst) await shared.look();
    isFirst = false;
    for (const name of unseen) {
      say("warn", `there is no workset ${name} below ready/`, { event: "skip", workset: name });
      unseen.delete(name);
    }
    const milliseconds = Math.round(clock.ticks() - began);
    const requests = asked.requests();
    const counts = `${candidates} candidates, ${claimed} taken, ${active.size} active`;
    const text = `poll: ${counts}, ${counted(requests, "request")}, ${milliseconds} ms`;
    say("debug", text, { event: "poll", candidates, claimed, active: active.size, requests, milliseconds });
    return waiting;
  };

  while (!closing.aborted) {
    const waiting = await poll().catch((error) => {
      if (options.once) throw error;
      say("error", `poll failed: ${messageOf(error)}`, { event: "poll", failed: true });
      return 0;
    });
    if (options.once) {
      if (active.size === 0 && waiting === 0) break;
      // Whatever has ended makes room for the next one, also what did during the poll; what waits for a shared cluster may need this
      // monitor meanwhile.
      while (active.size > 0 && !await endsWithin(clock, active.values(), glance)) await shared.look();
      continue;
    }
    await clock.sleep(options.poll, closing).catch(() => {});
  }
  if (!options.abandons) await Promise.all(active.values());
  if (options.once) await shared.waitOut(closing);
  await shared.settle();
  return outcomes;
}

/** Whether one of them ends within that time. */
async function endsWithin(clock: Clock, working: Iterable<Promise<void>>, milliseconds: number): Promise<boolean> {
  const over = new AbortController();
  const pause = clock.sleep(milliseconds, over.signal).then(() => false, () => false);
  const ended = await Promise.race([pause, ...[...working].map((each) => each.then(() => true))]);
  over.abort();
  return ended;
}

const purposeText: Readonly<Record<Purpose, string>> = {
  claim: "is started",
  rearm: "is started again",
  adopt: "continues where the previous monitor stopped",
  cancel: "is cancelled",
  settle: "has already ended; the remaining steps are completed",
};

async function considerAll(deps: MonitorDeps, names: readonly string[], me: Me, seen: WorksetsSeen) {
  const { clock, say } = deps;
  return await atOnce(looksAtOnce, names, async (name) => {
    try {
      const considered = await consider(deps, placeOf(deps.options.root, name), me, seen.memoryOf(name));
      const { verdict } = considered;
      const isNew = seen.note(name, considered, clock.ticks());
      if (isNew && verdict.do === "skip") {
        const { level, text } = skipLine(verdict.why, verdict.detail);
        say(level, `${name}: ${text}`, { event: "skip", workset: name, why: verdict.why });
      }
      return { name, considered };
    } catch (error) {
      // One that cannot be read stands in no other's way.
      say("error", `${name}: ${messageOf(error)}`, { event: "look", workset: name, failed: true });
      return { name, considered: undefined };
    }
  });
}

function tell({ say }: MonitorDeps, workset: string, attended: Attended): Outcome | undefined {
  if (attended.is === "released") {
    say("info", `${workset}: released; the next monitor continues with it`, { event: "released", workset });
    return { workset, outcome: "released" };
  }
  if (attended.is === "lost") {
    const { why, hadLease } = attended;
    const text = hadLease ? `WS-LCK-001 ${why}` : `not started: ${why}`;
    say(hadLease ? "error" : "info", `${workset}: ${text}`, { event: "lost", workset });
    return hadLease ? { workset, outcome: "lost" } : undefined;
  }
  const { phase, attempt, epoch, error } = attended.journal;
  const level = phase === "error" ? "error" : "info";
  say(
    level,
    `${workset}: ${phase}${error === undefined ? "" : ` (${error.code} at ${error.step}: ${error.message})`}`,
    {
      event: "terminal",
      workset,
      phase,
      attempt,
      epoch,
    },
  );
  if (attended.purpose === "settle") return undefined;
  return { workset, outcome: phase === "complete" || phase === "error" ? phase : "cancelled", attempt, error };
}

function failed({ say }: MonitorDeps, workset: string, error: unknown): Outcome {
  say("error", `${workset}: ${messageOf(error)}`, { event: "failed", workset });
  return { workset, outcome: "failed" };
}
