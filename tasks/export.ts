import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const exportTask = task({
  name: "export",
  brief: "Copy a cluster's results from its FSx file system to S3, and wait until the copy is complete",
  description:
    "FSx itself copies the files that changed. Stopping this command does not stop the export; run it again to watch it further. " +
    "The result is written to fsx_export.yaml in the output folder. " +
    "If the cluster keeps job records, they are copied to /fsx/logs first.",
  examples: [
    { what: "all analyses", command: "deno task export --cluster demo --region us-west-2" },
    { what: "export one folder", command: "deno task export --cluster demo --region us-west-2 analysis_results/mine" },
  ],
  helpWithoutArguments: true,
  hasStatus: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    targetUri: {
      kind: "text",
      brief: "S3 address to export to, below the S3 address that the file system is linked to; or the folder to export",
      placeholder: "URI",
    },
    outputDir: { kind: "text", brief: "folder for fsx_export.yaml; default: the current one", placeholder: "DIR" },
  },
  words: {
    brief: "folder below /fsx; default: analysis_results",
    placeholder: "PATH",
    usage: "[PATH] [FLAGS]",
    least: 0,
    most: 1,
  },
  async run({ cluster: given, region: flag, profile: wanted, targetUri, outputDir }, [path], context) {
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    if (targetUri !== undefined && path !== undefined) {
      throw new DayError("DAY-USE-001", "--target-uri and a folder exclude each other", { fix: "give one of the two" });
    }
    const { resolve } = await import("node:path");
    const { chooseCluster } = await import("./wiring/choose_cluster.ts");
    const { exportCluster } = await import("../lib/cluster/export/export_cluster.ts");
    const { usualPath } = await import("../lib/names/usual_path.ts");
    const { exportAnswer } = await import("../lib/answers/export_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { cluster, ...where } = await chooseCluster(context, { cluster: given, region: flag, profile: wanted });
    const request = { cluster, target: targetUri ?? path ?? usualPath };
    const folder = resolve(context.environment.folder, outputDir ?? "");
    return exportAnswer(await exportCluster(createDeps(context, where), request, folder), cluster);
  },
});

export default exportTask;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(exportTask);
