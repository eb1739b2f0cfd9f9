import { shellWord } from "../text/shell_word.ts";

/**
 * How a command of the AWS CLI names this profile, with a blank before it. Where nobody has named one it is "", and the command finds
 * the credentials as we did.
 */
export function profileFlag(profile: string): string {
  return profile === "" ? "" : ` --profile ${shellWord(profile)}`;
}
