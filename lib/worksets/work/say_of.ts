import type { Held } from "../protocol/hold.ts";
import type { Say } from "../steps/work_deps.ts";

/** What is said of a workset that is held, with its attempt, epoch and step: logs of several monitors are put together by them. */
export function sayOf(say: Say, held: Held): Say {
  return (level, message, said) => {
    const { attempt, epoch, steps } = held.journal();
    const step = Object.entries(steps).find(([, { state }]) => state === "started")?.[0];
    say(level, message, { attempt, epoch, ...step === undefined ? {} : { step }, ...said });
  };
}
