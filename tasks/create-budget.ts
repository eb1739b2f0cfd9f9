import { task } from "../lib/cli/task.ts";

const createBudgetTask = task({
  name: "create-budget",
  brief: "Make a project's monthly budget, with mails at thresholds and the line that lets its users spend",
  description:
    "A budget that stands is left as it is, and what is not as asked for is told; --repair puts it right. Mails and addresses that " +
    "others have added stay. Only the line of the project in the table of users is touched.",
  examples: [
    {
      what: "what would be made; nothing is written",
      command: "deno task create-budget -p da-us-west-2c-demo -a 200 -r us-west-2 \\\n" +
        "    -e me@example.org -t 75 -c demo -u alice,bob \\\n" +
        "    -b s3://my-omics-analysis-us-west-2 --dry-run",
    },
  ],
  helpWithoutArguments: true,
  aliases: {
    ...{ p: "project", a: "amount", r: "region", e: "email", t: "thresholds", c: "cluster", u: "users", z: "zone" },
    b: "bucket",
  },
  flags: {
    project: { kind: "text", brief: "the project, which is the budget's name as well", placeholder: "NAME" },
    amount: { kind: "text", brief: "USD a month, such as 200 or 150.50", placeholder: "USD" },
    email: { kind: "text", brief: "who gets the mails", placeholder: "ADDRESS" },
    thresholds: { kind: "text", brief: "percent of the amount at which mails are sent: 25,50,75", placeholder: "LIST" },
    cluster: { kind: "text", brief: "the cluster whose costs count", placeholder: "NAME" },
    users: { kind: "text", brief: "who may spend beside ubuntu: alice,bob", placeholder: "LIST" },
    zone: { kind: "text", brief: "taken and not used, as ever", placeholder: "ZONE" },
    bucket: { kind: "text", brief: "the bucket that has the table of users, s3://NAME", placeholder: "BUCKET" },
    repair: { kind: "toggle", brief: "repair what exists and differs from what is asked for" },
    dryRun: { kind: "toggle", brief: "show what would be written, and write nothing" },
  },
  async run({ profile: wanted, dryRun, ...flags }, _words, context) {
    const { readBudgetRequest } = await import("../lib/cluster/budget/budget_request.ts");
    const { request, region: flag, notes } = readBudgetRequest(flags);
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const region = chooseRegion(flag, [], context.environment);
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { createBudget } = await import("../lib/cluster/budget/create_budget.ts");
    const { budgetAnswer } = await import("../lib/answers/budget_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const profile = await requireProfile(context, wanted);
    return budgetAnswer(await createBudget(createDeps(context, { profile, region }), request, { dryRun, notes }));
  },
});

export default createBudgetTask;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(createBudgetTask);
