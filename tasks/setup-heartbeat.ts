import { schedulerRoleVariables } from "../lib/aws/questions/resolve_scheduler_role.ts";
import { task } from "../lib/cli/task.ts";

const setupHeartbeatTask = task({
  name: "setup-heartbeat",
  brief: "Make sure of a cluster's heartbeat: a mail again and again that the cluster exists; or take it away",
  description:
    "AWS sends a link to the address, and nothing arrives before it was followed; it is gone after 48 hours, and then this task " +
    "asks for a new one. Another address is added, and the earlier one stays. The mail says that the cluster was set up, not what " +
    "it costs: it comes until it is taken away or the cluster is deleted with this program.",
  examples: [
    {
      what: "once an hour",
      command: "deno task setup-heartbeat --cluster-name demo --region us-west-2 \\\n" +
        "    --email me@example.org --schedule 'rate(60 minutes)'",
    },
    { what: "no more", command: "deno task setup-heartbeat --cluster demo --region us-west-2 --teardown" },
  ],
  variables: Object.fromEntries(schedulerRoleVariables.map((name) => [name, "role to send with, without the flag"])),
  helpWithoutArguments: true,
  flags: {
    clusterName: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    cluster: { kind: "text", brief: "the same as --cluster-name", placeholder: "NAME" },
    email: { kind: "text", brief: "who gets the mails", placeholder: "ADDRESS" },
    schedule: { kind: "text", brief: "rate(60 minutes) or cron(0 12 * * ? *), in UTC", placeholder: "EXPRESSION" },
    schedulerRoleArn: {
      kind: "text",
      brief: "role to send with; default: of the environment, else the account's, which is made where it is missing",
      placeholder: "ARN",
    },
    teardown: { kind: "toggle", brief: "take schedule and topic away; the role stays" },
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
