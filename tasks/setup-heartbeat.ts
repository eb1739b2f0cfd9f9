import { schedulerRoleVariables } from "../lib/aws/questions/resolve_scheduler_role.ts";
import { task } from "../lib/cli/task.ts";

const setupHeartbeatTask = task({
  name: "setup-heartbeat",
  brief: "Set up or remove a cluster's heartbeat: a regular mail that says that the cluster still exists",
  description:
    "AWS first sends a confirmation link, and mails arrive only after somebody opened it. The link expires after 48 hours; run this task " +
    "again for a new one. A further address is added to the earlier ones. The mail does not say what the cluster " +
    "costs. It is sent until you remove the heartbeat or delete the cluster with dayctl.",
  examples: [
    {
      what: "send a mail once an hour",
      command: "deno task setup-heartbeat --cluster-name demo --region us-west-2 \\\n" +
        "    --email me@example.org --schedule 'rate(60 minutes)'",
    },
    { what: "send no more mails", command: "deno task setup-heartbeat --cluster demo --region us-west-2 --teardown" },
  ],
  variables: Object.fromEntries(
    schedulerRoleVariables.map((name) => [name, "role that sends the heartbeat mails, if the flag is not given"]),
  ),
  helpWithoutArguments: true,
  flags: {
    clusterName: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    cluster: { kind: "text", brief: "the same as --cluster-name", placeholder: "NAME" },
    email: { kind: "text", brief: "mail address for the heartbeat", placeholder: "ADDRESS" },
    schedule: { kind: "text", brief: "rate(60 minutes) or cron(0 12 * * ? *), in UTC", placeholder: "EXPRESSION" },
    schedulerRoleArn: {
      kind: "text",
      brief:
        "role that sends the mails; default: from the environment, else the role of the account, created if missing",
      placeholder: "ARN",
    },
    teardown: { kind: "toggle", brief: "remove the schedule and the SNS topic; the role is kept" },
    dryRun: { kind: "toggle", brief: "show what would be written, and write nothing" },
  },
  async run({ profile: wanted, dryRun, ...flags }, _words, context) {
    const { readHeartbeatRequest } = await import("../lib/cluster/heartbeat/heartbeat_request.ts");
    const { request, region: flag } = readHeartbeatRequest(flags);
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const region = chooseRegion(flag, [], context.environment);
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { heartbeatAnswer, teardownAnswer } = await import("../lib/answers/heartbeat_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const deps = createDeps(context, { profile: await requireProfile(context, wanted), region });
    if (request.teardown) {
      const { teardownHeartbeat } = await import("../lib/cluster/heartbeat/teardown_heartbeat.ts");
      return teardownAnswer(await teardownHeartbeat(deps, request, { dryRun }));
    }
    const { setupHeartbeat } = await import("../lib/cluster/heartbeat/setup_heartbeat.ts");
    return heartbeatAnswer(await setupHeartbeat(deps, request, { dryRun }));
  },
});

export default setupHeartbeatTask;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(setupHeartbeatTask);
