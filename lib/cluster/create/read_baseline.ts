import { networkStack } from "../../aws/resources/network_stack.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { readInFull } from "../../state/walks/ensure.ts";
import { rememberedIn } from "../../state/journal/facts.ts";
import { kindOf } from "../../state/walks/wanted.ts";
import type { Creation } from "../create_deps.ts";
import { networkSpec } from "../wanted/network_spec.ts";
import { kindsAroundCluster } from "../wanted/kinds.ts";
import type { Baseline } from "./baseline.ts";
import { metAccess } from "./met_access.ts";

/**
 * Reads in full what the run has only looked up or just written, and what it has only met: the network, and the policies and roles
 * that it works with. So a later drift check has something to compare with. What cannot be read keeps what is known of it.
 */
export async function readBaseline(run: Creation, findings: Findings, baseline: Baseline): Promise<void> {
  const { deps } = run;
  const remembered = rememberedIn(run.journal.facts);
  const reads = remembered.map(async (each) => {
    await kindOf(kindsAroundCluster, each)?.readInFull(run.walk(), deps, each.expected);
  });
  if (!remembered.some(({ kind }) => kind === networkStack.kind)) reads.push(meetNetwork(run, findings));
  for (const { kind, expected, met } of metAccess(findings, baseline, remembered)) {
    reads.push(kind.readInFull(run.walk(), deps, expected, met));
  }
  for (const result of await Promise.allSettled(reads)) {
    if (result.status === "fulfilled") continue;
    const message = `The existing resources could not all be read: ${result.reason}`;
    deps.emit({ code: "baseline.unread", level: "debug", message });
  }
}

async function meetNetwork(run: Creation, findings: Findings): Promise<void> {
  await readInFull(run.walk(), networkStack, run.deps, await networkSpec(run, findings));
}
