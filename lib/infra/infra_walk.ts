import type { AwsDeps } from "../aws/resource.ts";
import type { Emit } from "../host/events/events.ts";
import { fleetingJournal } from "../state/journal/fleeting_journal.ts";
import type { Walk } from "../state/walks/ensure.ts";

export type InfraDeps = AwsDeps & { readonly emit: Emit };

/** A walk that no run remembers: a repetition finds what is there. No two walks, also at the same moment, have the same tokens. */
export function infraWalk({ aws, emit, clock, signal, random }: InfraDeps, account: string): Walk {
  const run = [account, aws.region, clock.now().toISOString(), String(random())];
  return { journal: fleetingJournal(), emit, clock, signal, run };
}
