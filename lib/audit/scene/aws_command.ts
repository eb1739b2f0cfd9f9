import type { Environment } from "../../host/environment.ts";
import { shellWord } from "../../text/shell_word.ts";

/** A command of the AWS CLI with its region, and with its profile unless the person's environment names it already. */
export function awsCommand(
  { profile, region, environment }: {
    readonly profile: string;
    readonly region: string;
    readonly environment: Pick<Environment, "get">;
  },
  words: readonly string[],
): string {
  const named = environment.get("AWS_PROFILE") === profile ? [] : ["--profile", profile];
  return ["aws", ...words, "--region", region, ...named].map(shellWord).join(" ");
}

/** Commands that have to work one after the other. */
export function inTurn(...commands: readonly string[]): string {
  return commands.join(" && ");
}

/** Commands of which the last one counts: what the others prepare may have been done already. */
export function withPreparations(...commands: readonly string[]): string {
  return commands.join("; ");
}
