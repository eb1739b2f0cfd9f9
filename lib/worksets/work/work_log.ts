import { redact } from "../../host/redact.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import { logFolder } from "../protocol/journal.ts";
import type { Say, WorkDeps } from "../steps/work_deps.ts";

/** What is said of a workset that is held, with its attempt, epoch and step: logs of several monitors are put together by them. */
export function sayOf(say: Say, held: Held): Say {
  return (level, message, said) => {
    const { attempt, epoch, steps } = held.journal();
    const step = Object.entries(steps).find(([, { state }]) => state === "started")?.[0];
    say(level, message, { attempt, epoch, ...step === undefined ? {} : { step }, ...said });
  };
}

/** What is said of a workset that is held, for whoever watches the monitor and for the log beside the journal. */
export type WorkLog = {
  readonly say: Say;
  /** Puts what was said since the last time into an object of its own. What cannot be written is no failure of the work. */
  write(): Promise<void>;
};

/** The log of one owner, in lines of JSON. Each object, `ATTEMPT-EPOCH-NUMBER.jsonl`, is written once. */
export function workLog(deps: Pick<WorkDeps, "say" | "store" | "clock" | "random">, held: Held): WorkLog {
  let lines: string[] = [];
  let written = 0;
  return {
    say: sayOf((level, message, said) => {
      deps.say(level, message, said);
      lines.push(redact(JSON.stringify({ time: deps.clock.now().toISOString(), level, message, ...said })) + "\n");
    }, held),
    async write() {
      if (lines.length === 0) return;
      const { attempt, epoch } = held.journal();
      const key = `${held.place.prefix}${logFolder}${attempt}-${epoch}-${++written}.jsonl`;
      const bytes = new TextEncoder().encode(lines.join(""));
      lines = [];
      // Its answer may have been lost: then it stands already.
      await insist(deps, held, () => deps.store.put(key, bytes, "absent")).catch(() => held.lost.throwIfAborted());
    },
  };
}
