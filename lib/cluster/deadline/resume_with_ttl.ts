import { shellWord } from "../../text/shell_word.ts";

/** The command that goes on with a creation whose deadline has passed. */
export function resumeWithTtl(cluster: string, runId: string, ttl: string): string {
  return `deno task create --resume ${shellWord(`${cluster}_${runId}`)} --ttl ${ttl}`;
}
