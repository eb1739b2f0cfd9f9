import { task } from "../lib/cli/task.ts";

const createBudgetTask = task({
  name: "create-budget",
  brief: "Create a project's monthly AWS budget with alert mails, and list the users who may spend it",
  description:
    "If the budget exists, its differences are reported, and only --repair corrects them. Alerts and addresses that " +
    "others have added are kept. In the table of budget users only the line of the project is changed.",
  examples: [
    {
      what: "show what would be created; nothing is written",
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
    project: { kind: "text", brief: "the project; the budget gets the same name", placeholder: "NAME" },
    amount: { kind: "text", brief: "USD a month, for example 200 or 150.50", placeholder: "USD" },
    email: { kind: "text", brief: "mail address for the budget alerts", placeholder: "ADDRESS" },
    thresholds: {
      kind: "text",
      brief: "percentages of the amount at which alert mails are sent, for example 25,50,75",
      placeholder: "LIST",
    },
    cluster: { kind: "text", brief: "the cluster whose costs are counted", placeholder: "NAME" },
    users: {
      kind: "text",
      brief: "users who may spend the budget, in addition to ubuntu, for example alice,bob",
      placeholder: "LIST",
    },
    zone: { kind: "text", brief: "accepted for compatibility, without effect", placeholder: "ZONE" },
    bucket: { kind: "text", brief: "the bucket with the table of budget users, s3://NAME", placeholder: "BUCKET" },
    repair: { kind: "toggle", brief: "correct the differences of an existing budget" },
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
