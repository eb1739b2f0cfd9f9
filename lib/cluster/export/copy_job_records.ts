import script from "../../../templates/node/copy_job_records.sh" with { type: "text" };
import { explainAwsError } from "../../aws/aws_error.ts";
import { clusterNodes } from "../../aws/pcluster/cluster_nodes.ts";
import type { Json } from "../../host/json.ts";
import { configFolder } from "../../state/config_folder.ts";
import type { Run, RunDeps } from "../../state/run.ts";
import { shellWord } from "../../text/shell_word.ts";
import { type QuestionDeps, questionHeadNode } from "../headnode/question_head_node.ts";
import { recordedHeadNode } from "../headnode/recorded_way.ts";
import { keepsJobRecords, recordedFile } from "../known/recorded_file.ts";
import { type ClusterMemory, type ClusterPlace, rememberCluster } from "../known/remember_cluster.ts";

/**
 * Has the head node copy its job records to `/fsx/logs`, as it does every five minutes anyway. A cluster whose file has Slurm keep none
 * is not asked; what goes wrong is told, and stops nothing.
 */
export async function copyJobRecords<R extends Json>(
  run: Run<R, RunDeps & QuestionDeps>,
  place: ClusterPlace,
): Promise<void> {
  const { files, environment, signal } = run.deps;
  const memory = await rememberCluster(files, configFolder(environment), place).catch(() => undefined);
  signal.throwIfAborted();
  const file = memory && await recordedFile(files, memory.records);
  if (memory === undefined || file === undefined || !keepsJobRecords(file)) return;
  const why = await copied(run.deps, memory, place);
  if (why === "") return;
  const message = `the newest job records may be missing in /fsx/logs/job_completions.txt: ${why}`;
  await run.warn({ id: "export.job_records", step: "export", message });
}

/** @returns why they are not, "" where they are */
async function copied(
  deps: QuestionDeps,
  memory: ClusterMemory,
  place: ClusterPlace,
): Promise<string> {
  const { cluster } = place;
  const doing = `copying the job records of ${cluster}`;
  try {
    const nodes = await clusterNodes(deps.aws);
    const head = nodes.find((node) => node.cluster === cluster && node.isHeadNode);
    if (head === undefined) return "there is no head node";
    const node = recordedHeadNode(place, memory, { address: head.address, instance: head.id });
    if (node === undefined) return "the head node has no public address";
    const reply = await questionHeadNode(deps, node, { script: `sudo -n bash -c ${shellWord(script)}`, doing });
    return reply.is === "unknown" ? reply.why : "";
  } catch (error) {
    deps.signal.throwIfAborted();
    return explainAwsError(error, doing).message;
  }
}
