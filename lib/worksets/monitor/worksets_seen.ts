import type { Considered } from "../protocol/attend.ts";
import { isLegacy } from "../protocol/judge.ts";
import type { Memory } from "../protocol/look.ts";

/** What a monitor remembers of the worksets it has seen; small, because there are many that are finished. */
export type WorksetsSeen = {
  isDue(name: string, now: number): boolean;
  /** Whether nothing is at work on it, and it was only to be begun when it was last looked at. */
  isWaiting(name: string): boolean;
  memoryOf(name: string): Memory;
  /** Notes what a look has led to. @returns whether that is another answer than last time */
  note(name: string, considered: Considered, now: number): boolean;
  /** It is looked at again at the next poll. */
  forget(name: string): void;
  /** Whether a monitor of an earlier generation works under this root. */
  readonly sawLegacy: boolean;
};

/**
 * @param recheck milliseconds after which a finished workset is looked at again; spread evenly over this time
 */
export function worksetsSeen(recheck: number, random: () => number): WorksetsSeen {
  const due = new Map<string, number>();
  const memories = new Map<string, Memory>();
  const reasons = new Map<string, string>();
  const waiting = new Set<string>();
  let sawLegacy = false;
  return {
    isDue: (name, now) => (due.get(name) ?? 0) <= now,
    isWaiting: (name) => waiting.has(name),
    memoryOf(name) {
      const memory = memories.get(name) ?? {};
      memories.set(name, memory);
      return memory;
    },
    note(name, { looked, verdict }, now) {
      if (verdict.do === "skip" && verdict.why === "handled") {
        // It changes only when a person wants something.
        // The first time at any moment of the span, so that they do not all come at once.
        due.set(name, now + recheck * (due.has(name) ? 1 : random()));
        memories.delete(name);
      } else due.delete(name);
      if (verdict.do === "take" && ["claim", "rearm"].includes(verdict.purpose)) waiting.add(name);
      else waiting.delete(name);
      sawLegacy ||= isLegacy(looked.known);
      const reason = verdict.do === "skip" ? verdict.why : verdict.purpose;
      const isNew = reasons.get(name) !== reason;
      reasons.set(name, reason);
      return isNew;
    },
    forget(name) {
      due.delete(name);
      reasons.delete(name);
      waiting.delete(name);
    },
    get sawLegacy() {
      return sawLegacy;
    },
  };
}
