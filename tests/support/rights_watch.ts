import assert from "node:assert/strict";
import { policiesOf } from "../../lib/infra/policies/policies.ts";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { namedRow } from "../../tasks/tasks.ts";
import type { RequestRecord } from "../../lib/sandbox/front/request_log.ts";

type Watched = {
  readonly requests: () => readonly RequestRecord[];
  /** Of each task that runs on it now, the tasks that have run beside it. */
  readonly running: Set<Set<string>>;
};

/** The sandboxes that stand in this process, by their addresses. */
const logs = new Map<string, Watched>();

/** Lets the runs of tasks on a sandbox be compared with their policies. @returns ends that */
export function watchRights(endpoint: string, requests: () => readonly RequestRecord[]): () => void {
  logs.set(endpoint, { requests, running: new Set() });
  return () => void logs.delete(endpoint);
}

/** A task that runs on a sandbox. */
export type WatchedRun = {
  /** Call when it has ended. */
  end(): void;
  /**
   * Every action that was asked for while it ran has to be in the policy that `infra policies` prints for it, or for a task that ran
   * beside it: nobody can tell their requests apart.
   */
  compare(): void;
};

export function watchedRun(task: string, endpoint: string | undefined): WatchedRun {
  const watched = logs.get(endpoint ?? "");
  const row = namedRow(task);
  if (watched === undefined || row === undefined || row.isEverywhere) return { end() {}, compare() {} };
  const { requests, running } = watched;
  const before = requests().at(-1)?.number ?? 0;
  const together = new Set([row.name]);
  for (const others of running) {
    for (const name of others) together.add(name);
    others.add(row.name);
  }
  running.add(together);
  const end = () => void running.delete(together);
  const compare = () => {
    const actions = [...together].flatMap((name) => policiesOf(name).flatMap((policy) => policy.actions));
    const allowed = new Set(actions.map(({ action }) => action));
    const own = requests().filter(({ number, caller, accessKey }) =>
      number > before && caller === "sdk" && accessKey === sandboxKey.id
    );
    // Taking the role of a profile is asked by whoever its source is.
    const asked = own.filter(({ operation }) => operation !== "AssumeRole").flatMap(({ actions }) => actions);
    const lacking = asked.filter((action) => !allowed.has(action));
    assert.deepEqual([...new Set(lacking)], [], `the policy of ${[...together].join(", ")} lacks what it asks for`);
  };
  return { end, compare };
}
