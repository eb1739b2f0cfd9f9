import { task } from "../lib/cli/task.ts";

const deleteTask = task({
  name: "delete",
  brief: "Delete a cluster and what serves it alone, and watch until it is gone",
  description:
    "Shows first what goes, what stays, which jobs run and what was exported last. Whatever interrupts a deletion, " +
    "the same command goes on with it. Networks, policies, roles and the budget daylily-global stay; " +
    "the cluster's own budget stays without --purge-budget.",
  examples: [
    {
      what: "what would be deleted; nothing is changed",
      command: "deno task delete --cluster demo --region us-west-2 --dry-run",
    },
    { what: "after the phrase", command: "deno task delete --cluster demo --region us-west-2" },
    {
      what: "the results first; nothing is deleted before they are in S3",
      command: "deno task delete --cluster demo --region us-west-2 --export",
    },
    { what: "without a question, in a script", command: "deno task delete --cluster demo --region us-west-2 --yes" },
  ],
  helpWithoutArguments: true,
  startsTools: true,
  hasStatus: true,
  flags: {
    clusterName: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    cluster: { kind: "text", brief: "the same as --cluster-name", placeholder: "NAME" },
    stateFile: { kind: "text", brief: "state record that says name and region", placeholder: "FILE" },
    dryRun: { kind: "toggle", brief: "show what would be deleted, and stop" },
    keepNetwork: { kind: "toggle", brief: "keep the network of the zone; that is the default" },
    networkIfLast: { kind: "toggle", brief: "also delete the network, when no other cluster uses it" },
    purgeBudget: { kind: "toggle", brief: "also delete the cluster's own budget and its line in the table of users" },
    export: { kind: "toggle", brief: "export the results first, and delete only after that has succeeded" },
    targetUri: {
      kind: "text",
      brief: "with --export: the address or the folder below /fsx; default: analysis_results",
      placeholder: "URI",
    },
    includeForeign: {
      kind: "toggle",
      brief: "let --yes also mean a cluster that no run of this machine has made",
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
