import { elapsed } from "../host/elapsed.ts";
import { lastFact } from "../state/facts.ts";
import type { Run } from "./run.ts";

const patience = 10 * 60_000;
const pause = 2_000;

/**
 * Waits for a `pcluster` that an earlier life of this run started and that may still be at work. Our lock died with that life, the
 * child did not. Without a process number in the journal the command line is looked for among the user's processes. After ten
 * minutes the child is ended.
 */
export async function adoptChild({ journal, deps }: Run): Promise<void> {
  const intent = lastFact(journal.facts, "child_intent");
  const since = intent === undefined ? [] : journal.facts.slice(journal.facts.indexOf(intent));
  if (intent === undefined || lastFact(since, "child_ended") !== undefined) return;
  const started = lastFact(since, "child_started");
  const children = started ? [started.id] : await deps.processes.find(intent.argv);
  const begin = deps.clock.now().getTime();
  for (const child of children) {
    while (await deps.processes.isRunning(child)) {
      const waited = deps.clock.now().getTime() - begin;
      if (waited >= patience) {
        await deps.processes.end(child);
        break;
      }
      const message = `pcluster of the earlier attempt (process ${child.pid}) is still at work (${elapsed(waited)})`;
      deps.emit({ code: "wait.child", level: "progress", message });
      await deps.clock.sleep(pause, deps.signal);
    }
  }
}
