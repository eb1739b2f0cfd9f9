import { flagName } from "../../lib/cli/flag_name.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import type { WorksetFlags } from "./workset_flags.ts";

type Name = keyof WorksetFlags;

/** Flags that belong to one sub-command. */
const ownOf: Readonly<Partial<Record<Name, string>>> = { inPlace: "retry", force: "unlock", tsv: "report" };

/** Flags of a monitor, which a sub-command that only looks or changes one workset does nothing with. */
const ofMonitor: readonly Name[] = [
  ...["pollSeconds", "runOnce", "once", "failOnError", "dryRun", "maxParallel", "runTimeout", "mirror"] as const,
  ...["noInputs", "onStop", "retryFailed", "leaseSeconds", "contentionSeconds", "terminalRecheckSeconds"] as const,
  ...["adoptLegacy", "notifySns", "notifyWebhook"] as const,
];

/**
 * A flag that would do nothing is refused: whoever gives it expects something of it.
 *
 * @param command the sub-command; nothing for the monitor itself
 */
export function refuseStrangeFlags(flags: WorksetFlags, command: string | undefined): void {
  const isGiven = (name: Name) => ![undefined, false].includes(flags[name] as undefined);
  const strange = [
    ...(Object.keys(ownOf) as Name[]).filter((name) => ownOf[name] !== command),
    ...command === undefined || command === "unit" ? [] : ofMonitor,
  ].filter(isGiven);
  if (strange.length === 0) return;
  const [first] = strange;
  const whose = ownOf[first] === undefined ? "the monitor itself" : `monitor-worksets ${ownOf[first]}`;
  const where = command === undefined ? "monitor-worksets" : `monitor-worksets ${command}`;
  throw new DayError("DAY-USE-001", `${where} does not take ${strange.map(flagName).join(", ")}`, {
    fix: `leave it out: ${flagName(first)} is a flag of ${whose}`,
  });
}
