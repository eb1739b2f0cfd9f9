import { shellWord } from "../../text/shell_word.ts";

/**
 * A command of the AWS CLI with its region and its profile. `AWS_PROFILE` would not do: the AWS CLI ranks exported keys above it, and
 * would act for another caller than we do.
 */
export function awsCommand(
  { profile, region }: { readonly profile: string; readonly region: string },
  words: readonly string[],
): string {
  return ["aws", ...words, "--region", region, "--profile", profile].map(shellWord).join(" ");
}

/** Commands that have to work one after the other. */
export function inTurn(...commands: readonly string[]): string {
  return commands.join(" && ");
}

/** Commands of which the last one counts: what the others prepare may have been done already. */
export function withPreparations(...commands: readonly string[]): string {
  return commands.join("; ");
}
