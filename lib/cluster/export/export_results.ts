import { explainAwsError, isAwsError } from "../../aws/aws_error.ts";
import { type ClusterFileSystem, clusterFileSystems } from "../../aws/questions/file_systems/cluster_file_systems.ts";
import { linkedFolders } from "../../aws/questions/file_systems/linked_folders.ts";
import { heldResources } from "../../aws/questions/held_resources.ts";
import type { Aws } from "../../aws/session.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { Run, RunDeps } from "../../state/run.ts";
import { clientToken } from "../../state/walks/client_token.ts";
import type { QuestionDeps } from "../headnode/question_head_node.ts";
import type { ClusterPlace } from "../known/remember_cluster.ts";
import { copyJobRecords } from "./copy_job_records.ts";
import { type ExportPlace, exportPlace } from "./export_place.ts";
import { type ExportEnd, stillCounts, watchExport } from "./watch_export.ts";

export type ExportDeps = RunDeps & QuestionDeps & { readonly random: () => number };

/** An export that has ended; `s3_uri` is where the files lie, `task_id` what FSx calls it. */
export type Exported = ExportEnd & { readonly task_id: string; readonly s3_uri: string };

/** What goes from which file system to where. */
export type ExportPlan = ExportPlace & { file_system: string };

/**
 * Looks where the files of a cluster would go. Nothing is changed.
 *
 * @param target a path below the file system's root, or an `s3://` address
 * @throws DayError DAY-EXP-001 for a cluster without a file system, or one that is not linked to S3 there
 */
export async function planExport(aws: Aws, cluster: string, target: string): Promise<ExportPlan> {
  const explained = (error: unknown): never => {
    throw explainAwsError(error, `looking for the file system of ${cluster}`, [
      "fsx:DescribeFileSystems",
      "fsx:DescribeDataRepositoryAssociations",
    ]);
  };
  const tagged = (await clusterFileSystems(aws, cluster).catch(explained)).filter(({ isLustre }) => isLustre);
  const found = tagged.length < 2 ? tagged : await ofStack(aws, cluster, tagged).catch(explained);
  if (found.length === 1) {
    const [fileSystem] = found;
    const links = await linkedFolders(aws, fileSystem).catch(explained);
    return { ...exportPlace(fileSystem.id, links, target), file_system: fileSystem.id };
  }
  const message = found.length === 0
    ? `cluster ${cluster} has no Lustre file system in ${aws.region}`
    : `cluster ${cluster} has several file systems: ${found.map(({ id }) => id).join(", ")}`;
  throw new DayError("DAY-EXP-001", message);
}

/** Those that the stack of the cluster holds: others were left by earlier clusters of its name. All where there is no stack. */
async function ofStack(
  aws: Aws,
  cluster: string,
  tagged: readonly ClusterFileSystem[],
): Promise<readonly ClusterFileSystem[]> {
  try {
    const held = await heldResources(aws, cluster);
    const own = tagged.filter(({ id }) => held.has(id));
    return own.length === 0 ? tagged : own;
  } catch (error) {
    if (isAwsError(error, "ValidationError")) return tagged;
    throw error;
  }
}

/**
 * Exports files of a cluster to S3 and watches until that has ended, in whatever way. In a run that is taken up again it goes on with
 * the export that the run has begun, unless that has ended long ago; an export of the same folder that is under way is watched, not
 * begun again. Before one is begun the cluster's job records are copied to where they can be exported.
 */
export async function exportResults<R extends Json>(
  run: Run<R, ExportDeps>,
  place: ClusterPlace,
  target: string,
): Promise<Exported> {
  const plan = await run.decide("export_plan", () => planExport(run.deps.aws, run.subject, target));
  const before = lastFact(run.journal.facts, "decided", ({ key }) => key === "export_task")?.value;
  const counts = typeof before === "string" && await stillCounts(run.deps, before);
  const epoch = await run.decide("export_epoch", () => Math.floor(run.deps.clock.now().getTime() / 1000), () => counts);
  const task = await run.decide("export_task", () => beginExport(run, place, plan, epoch), () => counts);
  return { ...await watchExport(run.deps, task), task_id: task, s3_uri: plan.uri };
}

/** @returns the id of the task */
async function beginExport<R extends Json>(
  run: Run<R, ExportDeps>,
  place: ClusterPlace,
  { file_system, path, address }: ExportPlan,
  epoch: number,
): Promise<string> {
  const { aws, emit } = run.deps;
  const doing = `exporting /fsx/${path} of ${run.subject}`;
  try {
    const running = await runningExport(aws, file_system, path);
    if (running !== undefined) {
      const message = `an export of /fsx/${path} is already running; following it: ${running}`;
      emit({ code: "export.attached", level: "info", message, data: { task: running } });
      return running;
    }
    await copyJobRecords(run, place);
    const { CreateDataRepositoryTaskCommand } = await import("@aws-sdk/client-fsx");
    const answer = await (await aws.fsx()).send(
      new CreateDataRepositoryTaskCommand({
        Type: "EXPORT_TO_REPOSITORY",
        FileSystemId: file_system,
        Paths: [path],
        Report: {
          Enabled: true,
          Path: `${address}/daylily-monitor/${epoch}/export-report`,
          Format: "REPORT_CSV_20191124",
          Scope: "FAILED_FILES_ONLY",
        },
        ClientRequestToken: await clientToken([run.region, run.subject, run.id, "export"], [path, epoch], 1),
      }),
    );
    const task = answer.DataRepositoryTask?.TaskId;
    if (task === undefined) throw new DayError("DAY-EXP-002", `${doing}: FSx did not return a task id`);
    return task;
  } catch (error) {
    run.deps.signal.throwIfAborted();
    throw explainAwsError(error, doing, ["fsx:CreateDataRepositoryTask", "fsx:DescribeDataRepositoryTasks"]);
  }
}

async function runningExport(aws: Aws, fileSystem: string, path: string): Promise<string | undefined> {
  const { paginateDescribeDataRepositoryTasks } = await import("@aws-sdk/client-fsx");
  const pages = paginateDescribeDataRepositoryTasks({ client: await aws.fsx() }, {
    Filters: [
      { Name: "file-system-id", Values: [fileSystem] },
      { Name: "task-lifecycle", Values: ["PENDING", "EXECUTING"] },
    ],
  });
  for await (const { DataRepositoryTasks = [] } of pages) {
    const same = DataRepositoryTasks.find(({ Type, Lifecycle, FileSystemId, Paths = [] }) =>
      Type === "EXPORT_TO_REPOSITORY" && (Lifecycle === "PENDING" || Lifecycle === "EXECUTING") &&
      FileSystemId === fileSystem && Paths.length === 1 && Paths[0] === path
    );
    if (same?.TaskId !== undefined) return same.TaskId;
  }
}
