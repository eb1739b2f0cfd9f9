import type { Environment } from "../../host/environment.ts";
import { outrankingVariables } from "../../aws/child_variables.ts";
import { shellWord } from "../../text/shell_word.ts";

/** Set for a program that was started again with a `PATH` that the person does not have. */
export const typedPcluster = "DAYCTL_TYPED_PCLUSTER";

/**
 * A `pcluster` command for a person to type. It has no flag for the profile, so that this goes before it, unless the person's
 * environment names it already; what the environment ranks above a profile is taken away. Where the person's own `PATH` has no `pcluster`, it is the one that we use, by its full path.
 */
export function pclusterCommand(
  { profile, environment }: { readonly profile: string; readonly environment: Pick<Environment, "get"> },
  args: readonly string[],
): string {
  const others = outrankingVariables.filter((name) => environment.get(name) !== undefined).map((name) => `-u ${name}`);
  const without = others.length === 0 ? [] : ["env", ...others];
  const named = environment.get("AWS_PROFILE") === profile ? [] : [`AWS_PROFILE=${shellWord(profile)}`];
  return [...without, ...named, shellWord(environment.get(typedPcluster) ?? "pcluster"), ...args.map(shellWord)].join(
    " ",
  );
}
