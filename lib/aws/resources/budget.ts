import type { Budget, BudgetsClient, Notification, NotificationWithSubscribers } from "@aws-sdk/client-budgets";
import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";
import { isAwsError } from "../aws_error.ts";
import { budgetAmountComplaint } from "../../names/budgets/budget_amount_complaint.ts";
import { budgetNameComplaint } from "../../names/budgets/budget_name_complaint.ts";
import type { AwsDeps, Found, Resource } from "../resource.ts";

export type BudgetSpec = {
  account: string;
  /** Also the project that the costs are filtered by. */
  name: string;
  /** USD a month, as text. Anything but USD a month is read back with its unit, for example `200 EUR`. */
  amount: string;
  /** The cluster that the costs are filtered by; of a budget that filters otherwise: its filters. */
  cluster: string;
  /** Percent of the amount at which a mail is sent. */
  thresholds: number[];
  email: string;
};
export type BudgetOut = Record<string, never>;

/**
 * A monthly budget for what one project spends on one cluster, with mails at thresholds of the actual costs.
 *
 * It is created together with its mails in one request. Repairing adds what is missing and corrects the budget
 * itself; mails that others added (other thresholds, forecasts, more addresses) stay.
 */
export const budget: Resource<AwsDeps, BudgetSpec, BudgetOut> = {
  kind: "budget",
  layer: "budget",
  actions: {
    find: ["budgets:ViewBudget"],
    write: ["budgets:ViewBudget", "budgets:ModifyBudget"],
    remove: ["budgets:ModifyBudget"],
  },
  spec: z.object({
    account: z.string(),
    name: z.string(),
    amount: z.string(),
    cluster: z.string(),
    thresholds: z.array(z.number()),
    email: z.string(),
  }),
  unwritable({ amount, cluster, email }) {
    if (budgetAmountComplaint(amount) !== undefined) return "it is not counted in USD a month";
    if (/[^a-zA-Z0-9-]/.test(cluster)) return "its cost filter is not exactly one project and one cluster";
    return /^[^\s,@]+@[^\s,@]+$/.test(email) ? undefined : "its alert mails do not go to exactly one address";
  },
  labels: { amount: "USD a month", cluster: "counts cluster", thresholds: "mails at percent", email: "mails to" },
  key: ({ account, name }) => `${account}/global/${name}`,
  title: ({ name }) => `budget ${name}`,

  async find({ aws }, spec, depth): Promise<Found<BudgetSpec, BudgetOut>> {
    const { DescribeBudgetCommand } = await import("@aws-sdk/client-budgets");
    const budgets = await aws.budgets();
    let seen: Budget | undefined;
    try {
      const input = { AccountId: spec.account, BudgetName: spec.name };
      seen = (await budgets.send(new DescribeBudgetCommand(input))).Budget;
    } catch (error) {
      if (isAwsError(error, "NotFound")) return { is: "absent" };
      throw error;
    }
    const mails = depth === "exists" ? {} : mailsAsManaged(spec, await budgetMails(budgets, spec));
    return {
      is: "ready",
      spec: { ...spec, amount: amountOf(spec, seen), cluster: clusterOf(spec, seen), ...mails },
      out: {},
    };
  },

  async write({ aws }, wanted, found) {
    check(wanted);
    const budgets = await aws.budgets();
    if (found.is === "ready") return await repair(budgets, wanted);
    const { CreateBudgetCommand } = await import("@aws-sdk/client-budgets");
    await budgets.send(
      new CreateBudgetCommand({
        AccountId: wanted.account,
        Budget: budgetObject(wanted),
        NotificationsWithSubscribers: wanted.thresholds.map((threshold) => mail(wanted, threshold)),
      }),
    );
  },

  // The service makes the budget first and its mails after it: some of them may be missing, but none goes elsewhere.
  wrote: (_deps, wanted, found) =>
    Promise.resolve(
      found.is === "ready" && found.spec.amount === wanted.amount && found.spec.cluster === wanted.cluster &&
        found.spec.email === wanted.email,
    ),

  async remove({ aws }, { account, name }) {
    const { DeleteBudgetCommand } = await import("@aws-sdk/client-budgets");
    const budgets = await aws.budgets();
    try {
      await budgets.send(new DeleteBudgetCommand({ AccountId: account, BudgetName: name }));
    } catch (error) {
      if (!isAwsError(error, "NotFound")) throw error;
    }
  },
};

function check({ name, amount }: BudgetSpec): void {
  const complaint = budgetNameComplaint(name) ?? budgetAmountComplaint(amount);
  if (complaint !== undefined) {
    throw new DayError("DAY-CFG-003", `Budget ${JSON.stringify(name)} of ${JSON.stringify(amount)} USD: ${complaint}`);
  }
}

function budgetObject({ name, amount, cluster }: BudgetSpec): Budget {
  return {
    BudgetName: name,
    BudgetType: "COST",
    TimeUnit: "MONTHLY",
    BudgetLimit: { Amount: amount, Unit: "USD" },
    CostFilters: { TagKeyValue: filters(name, cluster) },
    CostTypes: {
      IncludeCredit: true,
      IncludeDiscount: true,
      IncludeOtherSubscription: true,
      IncludeRecurring: true,
      IncludeRefund: true,
      IncludeSubscription: true,
      IncludeSupport: true,
      IncludeTax: true,
      IncludeUpfront: true,
      UseBlended: false,
    },
  };
}

/** The tags of a cluster by which a budget finds its costs: of the project, and of the cluster. */
export const budgetTagKeys = ["aws-parallelcluster-project", "aws-parallelcluster-clustername"] as const;

/** The dollar sign stands between the key and the value of a tag. */
function filters(project: string, cluster: string): string[] {
  const [projectKey, clusterKey] = budgetTagKeys;
  return [`user:${projectKey}$${project}`, `user:${clusterKey}$${cluster}`];
}

function mail({ email }: BudgetSpec, threshold: number): NotificationWithSubscribers {
  return { Notification: notification(threshold), Subscribers: [subscriber(email)] };
}

function notification(threshold: number) {
  return {
    NotificationType: "ACTUAL",
    ComparisonOperator: "GREATER_THAN",
    Threshold: threshold,
    ThresholdType: "PERCENTAGE",
  } as const satisfies Notification;
}

function subscriber(email: string) {
  return { SubscriptionType: "EMAIL", Address: email } as const;
}

function amountOf(asked: BudgetSpec, seen: Budget | undefined): string {
  const { Amount = "", Unit = "" } = seen?.BudgetLimit ?? {};
  // The service answers 200.0 where 200 was asked for.
  const amount = Number(Amount) === Number(asked.amount) ? asked.amount : Amount.replace(/\.0+$|(\.\d*?)0+$/, "$1");
  const unit = Unit === "USD" ? "" : ` ${Unit}`;
  return amount + unit + (seen?.TimeUnit === "MONTHLY" ? "" : ` ${seen?.TimeUnit}`);
}

function clusterOf(asked: BudgetSpec, seen: Budget | undefined): string {
  const actual = seen?.CostFilters?.TagKeyValue ?? [];
  const [project, prefix] = filters(asked.name, "");
  const cluster = actual.find((filter) => filter.startsWith(prefix))?.slice(prefix.length);
  const asOurs = cluster !== undefined && actual.length === 2 && actual.includes(project);
  return asOurs ? cluster : actual.join(", ");
}

/** A threshold of the budget's actual costs, and who gets its mail. */
type Mail = { readonly threshold: number; readonly addresses: readonly string[] };

/** Every mail at a percentage of the actual costs, also those that nobody here has asked for. */
export async function budgetMails(
  client: BudgetsClient,
  { account, name }: Pick<BudgetSpec, "account" | "name">,
): Promise<Mail[]> {
  const { paginateDescribeNotificationsForBudget } = await import("@aws-sdk/client-budgets");
  const where = { AccountId: account, BudgetName: name };
  const ours: Notification[] = [];
  for await (const page of paginateDescribeNotificationsForBudget({ client }, where)) {
    ours.push(...(page.Notifications ?? []).filter(isOurKind));
  }
  return await Promise.all(ours.map(async (each) => ({
    threshold: each.Threshold ?? 0,
    addresses: await addressesOf(client, where, each),
  })));
}

/** An absent threshold type means percent. */
function isOurKind(each: Notification): boolean {
  const { NotificationType, ComparisonOperator, ThresholdType = "PERCENTAGE" } = each;
  return NotificationType === "ACTUAL" && ComparisonOperator === "GREATER_THAN" && ThresholdType === "PERCENTAGE";
}

async function addressesOf(
  client: BudgetsClient,
  where: { AccountId: string; BudgetName: string },
  each: Notification,
): Promise<string[]> {
  const { paginateDescribeSubscribersForNotification } = await import("@aws-sdk/client-budgets");
  const addresses: string[] = [];
  const input = { ...where, Notification: each };
  for await (const page of paginateDescribeSubscribersForNotification({ client }, input)) {
    for (const { SubscriptionType, Address } of page.Subscribers ?? []) {
      if (SubscriptionType === "EMAIL" && Address !== undefined) addresses.push(Address);
    }
  }
  return addresses;
}

/**
 * Mails beside the wanted ones are somebody else's, so they are no difference. A threshold that is there but does not
 * reach our address shows in the address.
 */
function mailsAsManaged(asked: BudgetSpec, mails: readonly Mail[]): Pick<BudgetSpec, "thresholds" | "email"> {
  const at = (threshold: number) => mails.find((each) => each.threshold === threshold);
  const present = asked.thresholds.filter((threshold) => at(threshold) !== undefined);
  const astray = present.find((threshold) => !at(threshold)?.addresses.includes(asked.email));
  const email = astray === undefined ? asked.email : at(astray)?.addresses.toSorted().join(", ") ?? "";
  return { thresholds: present, email };
}

async function repair(client: BudgetsClient, wanted: BudgetSpec): Promise<void> {
  const { CreateNotificationCommand, CreateSubscriberCommand, UpdateBudgetCommand } = await import(
    "@aws-sdk/client-budgets"
  );
  const { account, name, email } = wanted;
  const mails = await budgetMails(client, wanted);
  await client.send(new UpdateBudgetCommand({ AccountId: account, NewBudget: budgetObject(wanted) }));
  for (const threshold of wanted.thresholds) {
    const where = { AccountId: account, BudgetName: name, Notification: notification(threshold) };
    const present = mails.find((each) => each.threshold === threshold);
    if (present?.addresses.includes(email)) continue;
    const request = present === undefined
      ? client.send(new CreateNotificationCommand({ ...where, Subscribers: [subscriber(email)] }))
      : client.send(new CreateSubscriberCommand({ ...where, Subscriber: subscriber(email) }));
    await unlessDuplicate(request);
  }
}

async function unlessDuplicate(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!isAwsError(error, "DuplicateRecord")) throw error;
  }
}
