import type { Command } from "../../host/command.ts";
import type { Origin } from "../../state/journal/facts.ts";
import { shellWord } from "../../text/shell_word.ts";

/** The command that puts back what is remembered; of what was only found it has to be told so. */
export function repairCommand(
  { cluster, region }: { readonly cluster: string; readonly region: string },
  origin: Origin,
): Command {
  const line = `deno task drift repair --cluster ${shellWord(cluster)} --region ${shellWord(region)}`;
  return origin === "found" ? `${line} --include-found` : line;
}
