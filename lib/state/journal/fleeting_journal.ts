import type { Fact } from "./facts.ts";
import type { Journal } from "./journal.ts";

/** A journal that is forgotten with the process: for looks that change nothing, so that there is nothing to resume. */
export function fleetingJournal(): Journal {
  const facts: Fact[] = [];
  return {
    path: "",
    facts,
    record: (fact) => Promise.resolve(void facts.push(fact)),
    close() {},
  };
}
