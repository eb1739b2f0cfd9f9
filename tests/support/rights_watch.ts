import assert from "node:assert/strict";
import { policiesOf } from "../../lib/infra/policies/policies.ts";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { namedRow } from "../../tasks/tasks.ts";
import type { RequestRecord } from "../../lib/sandbox/front/request_log.ts";

/** The request logs of the sandboxes that stand in this process, by their addresses. */
const logs = new Map<string, () => readonly RequestRecord[]>();

/** Lets the runs of tasks on a sandbox be compared with their policies. @returns ends that */
export function watchRights(endpoint: string, requests: () => readonly RequestRecord[]): () => void {
  logs.set(endpoint, requests);
  return () => void logs.delete(endpoint);
}

/**
 * Call before a task runs, and what it returns when it has ended: every action that the task has asked for since then has to be in
 * the policy that `infra policies` prints for it.
 */
export function expectRights(task: string, endpoint: string | undefined): () => void {
  const requests = logs.get(endpoint ?? "");
  const row = namedRow(task);
  if (requests === undefined || row === undefined || row.isEverywhere) return () => {};
  const before = requests().at(-1)?.number ?? 0;
  return () => {
    const allowed = new Set(policiesOf(row.name).flatMap(({ actions }) => actions.map(({ action }) => action)));
    const own = requests().filter(({ number, caller, accessKey }) =>
      number > before && caller === "sdk" && accessKey === sandboxKey.id
    );
    const lacking = own.flatMap(({ actions }) => actions).filter((action) => !allowed.has(action));
    assert.deepEqual([...new Set(lacking)], [], `the policy of ${row.name} lacks what it asks for`);
  };
}
