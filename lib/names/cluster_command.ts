import type { Command } from "../host/command.ts";
import { shellWord } from "../text/shell_word.ts";

/** The command that has a task work on a cluster. */
export function clusterCommand(task: string, cluster: string, region: string): Command {
  return `deno task ${task} --cluster ${shellWord(cluster)} --region ${shellWord(region)}`;
}
