import { task } from "../lib/cli/task.ts";

const deleteTask = task({
  name: "delete",
  brief: "Delete a cluster and the resources that only it uses, and wait until AWS has deleted them",
  description:
    "First shows what will be deleted and kept, the running jobs and the last export. After an interruption, " +
    "the same command continues the deletion. Networks, policies, roles and the budget daylily-global are kept, " +
    "and without --purge-budget also the cluster's own budget.",
  examples: [
    {
      what: "show what would be deleted; nothing is changed",
      command: "deno task delete --cluster demo --region us-west-2 --dry-run",
    },
    { what: "delete after typing a confirmation", command: "deno task delete --cluster demo --region us-west-2" },
    {
      what: "export the results to S3 first; the deletion begins only if that succeeds",
      command: "deno task delete --cluster demo --region us-west-2 --export",
    },
    {
      what: "delete without a question, in a script",
      command: "deno task delete --cluster demo --region us-west-2 --yes",
    },
  ],
  helpWithoutArguments: true,
  startsTools: true,
  hasStatus: true,
  flags: {
    clusterName: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    cluster: { kind: "text", brief: "the same as --cluster-name", placeholder: "NAME" },
    stateFile: {
      kind: "text",
      brief: "state record (file state_CLUSTER_TIME.json) that names the cluster and its region",
      placeholder: "FILE",
    },
    dryRun: { kind: "toggle", brief: "show what would be deleted, and stop" },
    keepNetwork: { kind: "toggle", brief: "keep the network of the availability zone (the default)" },
    networkIfLast: { kind: "toggle", brief: "also delete the network if no other cluster uses it" },
    purgeBudget: {
      kind: "toggle",
      brief: "also delete the cluster's own budget and its line in the table of budget users",
    },
    export: { kind: "toggle", brief: "export the results first, and delete only after that has succeeded" },
    targetUri: {
      kind: "text",
      brief:
        "with --export: the S3 address to export to, or the folder below /fsx to export; default: analysis_results",
      placeholder: "URI",
    },
    includeForeign: {
      kind: "toggle",
      brief: "with --yes: also delete a cluster that was not created from this machine",
    },
  },
  async run(flags, _words, context) {
    const { readDeleteRequest } = await import("../lib/cluster/remove/read_delete_request.ts");
    const { deleteCluster } = await import("../lib/cluster/remove/delete.ts");
    const { deleteAnswer } = await import("../lib/answers/delete_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { request, record } = await readDeleteRequest(context, flags);
    const { yes, dryRun, includeForeign } = flags;
    const result = await deleteCluster(createDeps(context, request), request, { yes, dryRun, includeForeign, record });
    return deleteAnswer(result, context.environment);
  },
});

export default deleteTask;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(deleteTask);
