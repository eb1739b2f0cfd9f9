import { oneLine } from "../../text/one_line.ts";
import type { HeadNode } from "../headnode/head_node.ts";
import { type QuestionDeps, questionHeadNode } from "../headnode/question_head_node.ts";
import { type JobRecords, recordsIn, recordsScript } from "./job_records.ts";
import { type Known, known, unknown } from "./known.ts";

/** A queue with its jobs. `running`: all that do not wait; they keep nodes. */
export type QueueJobs = { readonly name: string; readonly running: number; readonly pending: number };

/** What a head node tells of Slurm. */
export type SlurmSeen = { readonly queues: readonly QueueJobs[]; readonly records: JobRecords };

/** What stands before each line keeps apart what a start-up file of the shell prints. */
const script = [
  "PATH=$PATH:/opt/slurm/bin",
  "q=$(sinfo -h -o 'queue %R') && j=$(squeue -h -o 'job %P %T') || exit 3",
  `printf '%s\\n' "$q" "$j"`,
  recordsScript,
  "echo 'end of answer'",
].join("; ");

/** Asks the head node, once, for its queues and their jobs, and for the records of jobs that have ended. */
export async function askSlurm(deps: QuestionDeps, node: HeadNode): Promise<Known<SlurmSeen>> {
  const doing = `asking the head node of ${node.cluster} for its queues`;
  const reply = await questionHeadNode(deps, node, { script, doing });
  if (reply.is === "unknown") return reply;
  const lines = reply.text.split("\n").map((line) => line.trim());
  if (!lines.includes("end of answer")) return unknown("the answer of the head node is incomplete");
  const queues = queuesIn(lines);
  return queues.is === "unknown" ? queues : known({ queues: queues.value, records: recordsIn(lines) });
}

function queuesIn(lines: readonly string[]): Known<readonly QueueJobs[]> {
  const queues = new Map<string, { running: number; pending: number }>();
  for (const line of lines) {
    const [, queue] = /^queue ([\w.-]+)$/.exec(line) ?? [];
    const [, of, state] = /^job ([\w.-]+) ([A-Z_]+)$/.exec(line) ?? [];
    const name = queue ?? of;
    if (name === undefined) {
      // A job for several queues, or another version's way to tell: better no number than a wrong one.
      if (/^(?:queue|job) /.test(line)) return unknown(`the head node said: ${oneLine(line).slice(0, 80)}`);
      continue;
    }
    const jobs = queues.get(name) ?? { running: 0, pending: 0 };
    queues.set(name, jobs);
    if (state !== undefined) jobs[state === "PENDING" ? "pending" : "running"]++;
  }
  return known([...queues].map(([name, jobs]) => ({ name, ...jobs })).sort((a, b) => a.name < b.name ? -1 : 1));
}
