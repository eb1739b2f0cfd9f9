import { rememberedIn } from "../state/facts.ts";
import { ownedResources } from "./owned_resources.ts";
import type { Run } from "./run.ts";

/**
 * Reads in full what the run has only looked up or just written, so that a later drift check has something to compare with. What
 * cannot be read keeps what is known of it.
 *
 * @see design section 2
 */
export async function readBaseline({ walk, journal, deps }: Run): Promise<void> {
  const reads = rememberedIn(journal.facts).map(async ({ kind, expected }) => {
    await ownedResources.find((resource) => resource.kind === kind)?.readInFull(walk(), deps.aws, expected);
  });
  for (const result of await Promise.allSettled(reads)) {
    if (result.status === "fulfilled") continue;
    const message = `what stands there could not be read in full: ${result.reason}`;
    deps.emit({ code: "baseline.unread", level: "debug", message });
  }
}
