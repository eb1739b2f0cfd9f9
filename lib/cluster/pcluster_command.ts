import type { Environment } from "../host/environment.ts";
import { shellWord } from "../host/shell_word.ts";

/**
 * A `pcluster` command for a person to type. It has no flag for the profile, so that this goes before it, unless the person's
 * environment names it already.
 */
export function pclusterCommand(
  { profile, environment }: { readonly profile: string; readonly environment: Pick<Environment, "get"> },
  args: readonly string[],
): string {
  const before = environment.get("AWS_PROFILE") === profile ? [] : [`AWS_PROFILE=${shellWord(profile)}`];
  return [...before, "pcluster", ...args.map(shellWord)].join(" ");
}
