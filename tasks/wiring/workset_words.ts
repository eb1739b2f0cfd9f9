import type { CommonFlags } from "../../lib/cli/flags.ts";
import { flagName } from "../../lib/cli/flag_name.ts";
import { type WorksetFlags, worksetFlags } from "./workset_flags.ts";

/** What belongs to one call, to a sub-command, or is said otherwise. */
const left: ReadonlySet<string> = new Set([
  ...[
    "awsProfile",
    "awsRegion",
    "runOnce",
    "once",
    "failOnError",
    "dryRun",
    "inPlace",
    "force",
    "tsv",
    "html",
    "localRoot",
  ],
]);

/** The flags of a monitor that runs for good, as they are typed. */
export function monitorWords(
  flags: WorksetFlags & CommonFlags,
  where: { readonly profile: string; readonly region: string; readonly localRoot: string },
): readonly string[] {
  const given = Object.keys(worksetFlags).filter((name) => !left.has(name)).flatMap((name) => {
    const value = flags[name as keyof WorksetFlags];
    if (value === undefined || value === false) return [];
    if (value === true) return [flagName(name)];
    return [value].flat().flatMap((text) => [flagName(name), text]);
  });
  return ["--profile", where.profile, "--region", where.region, "--local-root", where.localRoot, ...given];
}
