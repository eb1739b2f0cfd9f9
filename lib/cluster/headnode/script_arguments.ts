import { shellWord } from "../../text/shell_word.ts";

/** Never a question: nobody sits before it. */
export const silent: readonly string[] = ["-o", "BatchMode=yes", "-o", "LogLevel=ERROR"];

/** The status with which `ssh` says that it is the connection that failed, and not what ran over there. */
export const noConnection = 255;

/** The command line that has a script of Bash run on a head node, with `args` as `$1`, `$2` … */
export function scriptArguments(
  config: string,
  host: string,
  { script, args }: { readonly script: string; readonly args: readonly string[] },
): readonly string[] {
  // The shell over there joins and splits again what it gets: each word is quoted for it.
  const words = ["bash", "-c", script, "dayctl", ...args];
  return ["ssh", "-F", config, ...silent, "--", host, words.map(shellWord).join(" ")];
}
