import type { Clock } from "../clock.ts";

/** Counts what is sent to a service, and how long the program waited for it. */
export interface RequestTally {
  /** A request goes out. @returns to be called when its answer, or its failure, is there */
  begin(): () => void;
  /** `27 requests in 12 rounds, 1.1 s in AWS, 0.2 s here`; nothing when there was none. */
  summary(): string | undefined;
}

/**
 * The tally of a whole run, whatever number of sessions it has. Requests side by side are one round: one that begins when none is on
 * its way begins a new one. Every attempt is a request. What is not spent with a request on its way is spent here: our own work, that
 * of children, pauses between two looks and questions to a person.
 */
export function requestTally({ ticks }: Pick<Clock, "ticks">): RequestTally {
  const start = ticks();
  let [requests, rounds, underway, busy, since] = [0, 0, 0, 0, start];
  return {
    begin() {
      requests++;
      if (underway++ === 0) {
        rounds++;
        since = ticks();
      }
      return () => {
        if (--underway === 0) busy += ticks() - since;
      };
    },
    summary() {
      if (requests === 0) return undefined;
      const here = ticks() - start - busy;
      return `${many(requests, "request")} in ${many(rounds, "round")}, ${seconds(busy)} in AWS, ${seconds(here)} here`;
    },
  };
}

function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
