import { shellWord } from "../../text/shell_word.ts";

/** The command that deletes a cluster with what belongs to it. */
export function deleteCommand(cluster: string, region: string, ...more: readonly string[]): string {
  return ["deno", "task", "delete", "--cluster", cluster, "--region", region, ...more].map(shellWord).join(" ");
}
