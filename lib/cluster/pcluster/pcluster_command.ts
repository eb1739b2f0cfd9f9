import type { Environment } from "../../host/environment.ts";
import { shellWord } from "../../text/shell_word.ts";

/** Set for a program that was started again with a `PATH` that the person does not have. */
export const typedPcluster = "DAYCTL_TYPED_PCLUSTER";

/**
 * A `pcluster` command for a person to type. It has no flag for the profile, so that this goes before it, unless the person's
 * environment names it already. Where the person's own `PATH` has no `pcluster`, it is the one that we use, by its full path.
 */
export function pclusterCommand(
  { profile, environment }: { readonly profile: string; readonly environment: Pick<Environment, "get"> },
  args: readonly string[],
): string {
  const before = environment.get("AWS_PROFILE") === profile ? [] : [`AWS_PROFILE=${shellWord(profile)}`];
  return [...before, shellWord(environment.get(typedPcluster) ?? "pcluster"), ...args.map(shellWord)].join(" ");
}
