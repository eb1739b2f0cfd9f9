import type { HeadNode } from "../headnode/head_node.ts";
import { type QuestionDeps, questionHeadNode } from "../headnode/question_head_node.ts";

/** What the head node says; `unknown` with the reason where it says nothing. */
export type HeadNodeAnswer =
  | { readonly is: "known"; readonly running: number; readonly pending: number; readonly unexported: number }
  | { readonly is: "unknown"; readonly why: string };

/**
 * Asks the head node for its jobs, and for the files under `/fsx/analysis_results` that are newer than the last export. Whatever goes
 * wrong is an answer too: a cluster can be deleted without it.
 *
 * @param node nothing where it has no address
 * @param exported when the last export began, ISO 8601; "" for none, then every file counts
 */
export async function askHeadNode(
  deps: QuestionDeps,
  node: HeadNode | undefined,
  exported: string,
): Promise<HeadNodeAnswer> {
  if (node === undefined) return { is: "unknown", why: "the head node has no address" };
  const doing = "asking the head node for its jobs";
  const reply = await questionHeadNode(deps, node, { script: script(exported), doing });
  if (reply.is === "unknown") return reply;
  const [, run, wait, files] = /^jobs (\d+) (\d+) files (\d+)$/m.exec(reply.text) ?? [];
  if (files === undefined) return { is: "unknown", why: "the answer of the head node could not be understood" };
  return { is: "known", running: Number(run), pending: Number(wait), unexported: Number(files) };
}

function script(exported: string): string {
  const since = exported === "" ? 0 : Math.floor(Date.parse(exported) / 1000);
  return [
    "PATH=$PATH:/opt/slurm/bin",
    "r=$(squeue -h -t R -o %i) && p=$(squeue -h -t PD -o %i) || exit 3",
    `f=$(find /fsx/analysis_results -type f -newermt @${since} 2>/dev/null | wc -l)`,
    'count() { printf %s "$1" | grep -c .; }',
    'echo "jobs $(count "$r") $(count "$p") files" $f',
  ].join("; ");
}
