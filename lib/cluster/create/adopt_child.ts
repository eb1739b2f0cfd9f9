import { poll } from "../../host/poll.ts";
import type { ProcessId } from "../../host/processes.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { Creation } from "../create_deps.ts";

const patience = 10 * 60_000;
const pause = 2_000;

/**
 * Waits for a `pcluster` that an earlier life of this run started and that may still be at work. Our lock died with that life, the
 * child did not. Without a process number in the journal the command line is looked for among the user's processes. After ten
 * minutes the child is ended.
 */
export async function adoptChild({ journal, deps }: Pick<Creation, "journal" | "deps">): Promise<void> {
  const intent = lastFact(journal.facts, "child_intent");
  const since = intent === undefined ? [] : journal.facts.slice(journal.facts.indexOf(intent));
  if (intent === undefined || lastFact(since, "child_ended") !== undefined) return;
  const started = lastFact(since, "child_started");
  const children = started ? [started.id] : await deps.processes.find(intent.argv);
  for (const child of children) await untilEnded(deps, child);
}

async function untilEnded(deps: Creation["deps"], child: ProcessId): Promise<void> {
  await poll(deps, { pauses: [pause], endless: true }, async (waited) => {
    if (!await deps.processes.isRunning(child)) return true;
    if (waited >= patience) {
      await deps.processes.end(child);
      return true;
    }
    const subject = `Waiting for the pcluster process that the interrupted run started (process ${child.pid})`;
    deps.emit(waitEvent("wait.child", { subject, state: "" }, waited));
    return undefined;
  });
}
