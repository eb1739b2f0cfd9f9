import taskRights from "./task_rights.json" with { type: "json" };
import { type Policy, policyParts, type Right } from "./policy_parts.ts";

type Row = Readonly<Record<string, string>>;

const rights: Readonly<Record<string, Row>> = taskRights;

/**
 * The least-privilege policy of a task, without one that of all tasks; in as many parts as its size demands. Nothing is asked of
 * AWS: the rights follow from the program itself and from what the genuine `pcluster` and the reference check have been seen to
 * ask for. A task that needs nothing of AWS has no policy.
 *
 * @see docs/rooms.md, which says how the rights are derived
 */
export function policiesOf(task?: string): readonly Policy[] {
  // An administrator names the role that sends heartbeats, and attaches a policy to roles that ParallelCluster's API has made. To write
  // policies of groups, which the same rights hold, is no less.
  if (task === undefined) return policyParts("dayctl", unionOf(rights), "all");
  return policyParts(`dayctl-${task}`, rightsIn(rights[task]), task === "infra" ? "all" : "own");
}

function rightsIn(row: Row = {}): readonly Right[] {
  return Object.entries(row).map(([action, origin]) => ({ action, origin }));
}

/** Of every action the tasks that need it. */
function unionOf(rows: Readonly<Record<string, Row>>): readonly Right[] {
  const tasks = new Map<string, string[]>();
  for (const [task, row] of Object.entries(rows)) {
    for (const action of Object.keys(row)) tasks.set(action, [...tasks.get(action) ?? [], task]);
  }
  return [...tasks].sort(([a], [b]) => a < b ? -1 : 1).map(([action, names]) => ({ action, origin: names.join("; ") }));
}
