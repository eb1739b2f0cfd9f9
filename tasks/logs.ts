import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const logs = task({
  name: "logs",
  brief: "Show the CloudWatch logs of a cluster's nodes, even after the cluster was deleted",
  description: "Each line has the time, the log stream (node and file) and the message.",
  examples: [
    { what: "show all messages", command: "deno task logs --cluster demo --region us-west-2" },
    {
      what: "follow the boot of the head node",
      command: "deno task logs --cluster demo --stream cfn-init --since 15m --follow",
    },
  ],
  helpWithoutArguments: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    stream: { kind: "text", brief: "only log streams with this text in their names", placeholder: "PART" },
    since: { kind: "text", brief: "only the messages of the last SPAN, for example 15m or 2h", placeholder: "SPAN" },
    bundle: {
      kind: "text",
      brief: "write all logs, stack events, runs and files of the cluster into one redacted archive (.tar.gz)",
      placeholder: "FILE",
    },
    follow: { kind: "toggle", brief: "keep showing new messages until Ctrl-C" },
  },
  async run({ cluster: given, region: flag, profile, stream = "", since, follow, bundle, output }, _words, context) {
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    if (follow && output === "json") {
      const fix = "leave one of the two out";
      throw new DayError("DAY-USE-001", "--follow never ends, so it cannot be used with --output json", { fix });
    }
    if (bundle !== undefined && (follow || stream !== "" || since !== undefined)) {
      const fix = "leave --follow, --stream and --since out";
      throw new DayError(
        "DAY-USE-001",
        "--bundle writes all logs, so --follow, --stream and --since cannot be used with it",
        { fix },
      );
    }
    const { chooseCluster } = await import("./wiring/choose_cluster.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { explainAwsError } = await import("../lib/aws/aws_error.ts");
    const { logGroup, logGroupActions } = await import("../lib/cluster/logs/log_group.ts");
    const { readLogs, readLogsActions } = await import("../lib/cluster/logs/read_logs.ts");
    const { followLogs } = await import("../lib/cluster/logs/follow_logs.ts");
    const { sinceSpan } = await import("../lib/cluster/logs/since.ts");
    const { logsAnswer, logText } = await import("../lib/answers/logs_answer.ts");
    const span = since === undefined ? Infinity : sinceSpan(since);
    const { cluster, ...where } = await chooseCluster(context, { cluster: given, region: flag, profile });
    const deps = createDeps(context, where);
    if (bundle !== undefined) {
      const { bundleLogs } = await import("../lib/cluster/logs/bundle.ts");
      const { bundleAnswer } = await import("../lib/answers/records/bundle_answer.ts");
      return bundleAnswer(await bundleLogs(deps, cluster, bundle));
    }
    const explained = (error: unknown): never => {
      deps.signal.throwIfAborted();
      throw explainAwsError(error, `reading the logs of ${cluster}`, [...logGroupActions, ...readLogsActions]);
    };
    const group = await logGroup(deps.aws, cluster).catch(explained);
    const query = { group, stream, since: Math.max(0, context.clock.now().getTime() - span) };
    if (follow) return await followLogs(deps, query, (lines) => lines.forEach((line) => context.print(logText(line))));
    return logsAnswer(await readLogs(deps.aws, query).catch(explained));
  },
});

export default logs;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(logs);
