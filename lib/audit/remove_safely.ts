import { clusterCommand } from "../names/cluster_command.ts";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { FileLock } from "../host/system/file_lock.ts";
import type { Prompter } from "../host/prompter.ts";
import type { Audit, Question } from "./audit.ts";
import { audit } from "./audit.ts";
import type { AuditDeps } from "./scene/make_scene.ts";
import { type NotRemoved, removeLeftovers } from "./remove_leftovers.ts";

export type RemoveDeps = AuditDeps & {
  readonly prompter: Prompter;
  /** Keeps other runs away from a cluster; DAY-RUN-001 when one is at work on it. */
  readonly lock: (region: string, cluster: string) => Promise<FileLock>;
  /** The list in the form in which people read it. */
  readonly linesOf: (found: Audit) => readonly string[];
};

/** What an audit found after the removal, and what refused to go. */
export type Removal = { readonly after: Audit; readonly notRemoved: readonly NotRemoved[] };

const answer = "remove";

/**
 * Audits, shows what is left over, asks, removes it, and audits again.
 *
 * @param isSure the question was answered on the command line
 * @throws DayError DAY-AUDIT-002 when the named cluster stands, DAY-AUDIT-001 when that is not known, DAY-PROMPT-001 when nobody
 * can be asked, DAY-PROMPT-003 when a person declined; nothing is touched then
 */
export async function removeSafely(deps: RemoveDeps, question: Question, isSure: boolean): Promise<Removal> {
  const before = await audit(deps, question);
  refuse(before, question);
  if (before.left.length === 0) return { after: before, notRemoved: [] };
  for (const message of deps.linesOf(before)) deps.emit({ code: "audit.left", level: "info", message });
  if (!isSure) await confirm(deps, before);
  const locks: FileLock[] = [];
  try {
    for (const { region, cluster } of clustersOf(before)) locks.push(await deps.lock(region, cluster));
    const notRemoved = await removeLeftovers(deps, before.left);
    return { after: await audit(deps, question), notRemoved };
  } finally {
    for (const lock of locks) await lock.release();
  }
}

function refuse({ kept, unread }: Audit, { cluster }: Question): void {
  const blind = unread.find(({ service }) => service === "stacks");
  if (blind !== undefined) {
    throw new DayError(
      "DAY-AUDIT-001",
      `nothing was removed, because the existing clusters could not be listed: ${blind.error.message}`,
      {
        cause: blind.error,
        fix: blind.error.advice,
      },
    );
  }
  const stack = kept.find(({ thing }) => thing.service === "stacks" && thing.cluster === cluster);
  if (cluster === undefined || stack === undefined) return;
  throw new DayError("DAY-AUDIT-002", `cluster ${cluster} still exists in ${stack.thing.region}; nothing was removed`, {
    fix:
      advice`if you no longer need the cluster, delete it first, with --export if it has results that you want to keep: ${
        command(clusterCommand("delete", cluster, stack.thing.region))
      }`,
  });
}

async function confirm({ prompter }: RemoveDeps, { left }: Audit): Promise<void> {
  const what = left.length === 1 ? "this resource" : `these ${left.length} resources`;
  if (prompter.refuses) {
    throw new DayError("DAY-PROMPT-001", `the removal of ${what} has to be confirmed`, {
      fix: "add --yes",
      details: { key: "audit.remove" },
    });
  }
  const message = `To remove ${what} for good, type ${answer}`;
  if (await prompter.text({ id: "audit.remove", message, emptyAllowed: true }) === answer) return;
  throw new DayError("DAY-PROMPT-003", "nothing was removed");
}

function clustersOf({ left }: Audit): readonly { readonly region: string; readonly cluster: string }[] {
  const places = left.map(({ thing: { region, cluster = "" } }) => ({ region, cluster }));
  return [...new Map(places.map((place) => [`${place.region} ${place.cluster}`, place])).values()];
}
