import type { Command } from "../../host/command.ts";
import { shellWord } from "../../text/shell_word.ts";

/** What goes on with the run of that name. */
export function resumeCommand(name: string): Command {
  return `deno task create --resume ${shellWord(name)}`;
}
