import type { Json } from "../../../host/json.ts";
import {
  budgetNamed,
  type BudgetRecord,
  BudgetRefusal,
  type Document,
  documentOf,
  type Ledger,
  listOf,
  notificationIn,
  sameNotification,
  sameSubscriber,
} from "./ledger.ts";

/** What an operation needs beside its parameters. */
export type BudgetScene = {
  readonly ledger: Ledger;
  /** USD spent so far, by budget. */
  readonly spend: Readonly<Record<string, number>>;
  readonly now: Date;
};

type Operation = (scene: BudgetScene, asked: Document) => Json;

/** Notifications of one budget, and subscribers of one notification, at most. */
const limits = { notifications: 10, subscribers: 11 } as const;

export const operations: Readonly<Record<string, Operation>> = {
  CreateBudget({ ledger, now }, asked) {
    const budget = documentOf(asked.Budget);
    const name = String(budget.BudgetName);
    if (ledger.has(name)) {
      throw new BudgetRefusal(
        "DuplicateRecordException",
        `Error creating budget: ${name} - the budget already exists.`,
      );
    }
    const tags = new Map(listOf(asked.ResourceTags).map(({ Key, Value }) => [String(Key), String(Value)] as const));
    const record: BudgetRecord = { budget: normal(budget, now), notifications: [], tags };
    for (const entry of listOf(asked.NotificationsWithSubscribers)) {
      notify(record, entry.Notification, entry.Subscribers);
    }
    ledger.set(name, record);
    return {};
  },
  UpdateBudget({ ledger, now }, asked) {
    const budget = documentOf(asked.NewBudget);
    budgetNamed(ledger, budget.BudgetName).budget = normal(budget, now);
    return {};
  },
  DescribeBudget: (scene, asked) => ({ Budget: shown(scene, budgetNamed(scene.ledger, asked.BudgetName)) }),
  DescribeBudgets(scene, asked) {
    const budgets = [...scene.ledger.values()].map((record) => shown(scene, record));
    return page(asked, "Budgets", budgets);
  },
  DeleteBudget({ ledger }, asked) {
    budgetNamed(ledger, asked.BudgetName);
    ledger.delete(String(asked.BudgetName));
    return {};
  },
  CreateNotification({ ledger }, asked) {
    notify(budgetNamed(ledger, asked.BudgetName), asked.Notification, asked.Subscribers);
    return {};
  },
  UpdateNotification({ ledger }, asked) {
    const record = budgetNamed(ledger, asked.BudgetName);
    const found = notificationIn(record, asked.OldNotification);
    found.notification = normalNotification(documentOf(asked.NewNotification));
    return {};
  },
  DeleteNotification({ ledger }, asked) {
    const { notifications } = budgetNamed(ledger, asked.BudgetName);
    const found = notificationIn(budgetNamed(ledger, asked.BudgetName), asked.Notification);
    notifications.splice(notifications.indexOf(found), 1);
    return {};
  },
  DescribeNotificationsForBudget({ ledger }, asked) {
    const { notifications } = budgetNamed(ledger, asked.BudgetName);
    return page(asked, "Notifications", notifications.map(({ notification }) => notification));
  },
  DescribeSubscribersForNotification({ ledger }, asked) {
    return page(
      asked,
      "Subscribers",
      notificationIn(budgetNamed(ledger, asked.BudgetName), asked.Notification).subscribers,
    );
  },
  CreateSubscriber({ ledger }, asked) {
    const { subscribers } = notificationIn(budgetNamed(ledger, asked.BudgetName), asked.Notification);
    subscribe(subscribers, documentOf(asked.Subscriber));
    return {};
  },
  UpdateSubscriber({ ledger }, asked) {
    const { subscribers } = notificationIn(budgetNamed(ledger, asked.BudgetName), asked.Notification);
    subscribers[subscriberAt(subscribers, asked.OldSubscriber)] = documentOf(asked.NewSubscriber);
    return {};
  },
  DeleteSubscriber({ ledger }, asked) {
    const { subscribers } = notificationIn(budgetNamed(ledger, asked.BudgetName), asked.Notification);
    subscribers.splice(subscriberAt(subscribers, asked.Subscriber), 1);
    return {};
  },
  ListTagsForResource({ ledger }, asked) {
    const { tags } = budgetNamed(ledger, nameIn(asked.ResourceARN));
    return { ResourceTags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
  },
  TagResource({ ledger }, asked) {
    const { tags } = budgetNamed(ledger, nameIn(asked.ResourceARN));
    for (const { Key, Value } of listOf(asked.ResourceTags)) tags.set(String(Key), String(Value));
    return {};
  },
  UntagResource({ ledger }, asked) {
    const { tags } = budgetNamed(ledger, nameIn(asked.ResourceARN));
    const keys = Array.isArray(asked.ResourceTagKeys) ? asked.ResourceTagKeys as Json[] : [];
    for (const key of keys) tags.delete(String(key));
    return {};
  },
};

function notify(record: BudgetRecord, asked: Json | undefined, subscribers: Json | undefined): void {
  const notification = normalNotification(documentOf(asked));
  if (record.notifications.some((other) => sameNotification(other.notification, notification))) {
    throw new BudgetRefusal(
      "DuplicateRecordException",
      "Error creating notification - the notification already exists.",
    );
  }
  if (record.notifications.length >= limits.notifications) {
    throw new BudgetRefusal("CreationLimitExceededException", "You've exceeded the notification limit.");
  }
  const made: Document[] = [];
  for (const subscriber of listOf(subscribers)) subscribe(made, subscriber);
  record.notifications.push({ notification, subscribers: made });
}

function subscribe(subscribers: Document[], subscriber: Document): void {
  if (subscribers.some((other) => sameSubscriber(other, subscriber))) {
    throw new BudgetRefusal("DuplicateRecordException", "Error creating subscriber - the subscriber already exists.");
  }
  if (subscribers.length >= limits.subscribers) {
    throw new BudgetRefusal("CreationLimitExceededException", "You've exceeded the subscriber limit.");
  }
  subscribers.push(subscriber);
}

function subscriberAt(subscribers: readonly Document[], wanted: Json | undefined): number {
  const index = subscribers.findIndex((one) => sameSubscriber(one, documentOf(wanted)));
  if (index < 0) throw new BudgetRefusal("NotFoundException", "The subscriber doesn't exist.");
  return index;
}

function normalNotification(notification: Document): Document {
  return { ThresholdType: "PERCENTAGE", ...notification, NotificationState: "OK" };
}

/** The service gives amounts back with at least one decimal place, and fills in what was left out. */
function normal(budget: Document, now: Date): Document {
  const limit = documentOf(budget.BudgetLimit);
  const amount = Number(limit.Amount);
  if (!Number.isFinite(amount) || amount < 0) {
    throw new BudgetRefusal("InvalidParameterException", "The budget limit must be a number that is not negative.");
  }
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1) / 1_000;
  return {
    TimePeriod: { Start: start, End: 3_706_473_600 },
    ...budget,
    BudgetLimit: { ...limit, Amount: Number.isInteger(amount) ? amount.toFixed(1) : String(amount) },
    LastUpdatedTime: Math.floor(now.getTime() / 1_000),
  };
}

function shown({ spend }: BudgetScene, { budget }: BudgetRecord): Document {
  const actual = String(spend[String(budget.BudgetName)] ?? 0);
  return {
    CostTypes: costTypes,
    ...budget,
    CalculatedSpend: {
      ActualSpend: { Amount: actual, Unit: "USD" },
      ForecastedSpend: { Amount: actual, Unit: "USD" },
    },
  };
}

const costTypes = {
  IncludeCredit: true,
  IncludeDiscount: true,
  IncludeOtherSubscription: true,
  IncludeRecurring: true,
  IncludeRefund: true,
  IncludeSubscription: true,
  IncludeSupport: true,
  IncludeTax: true,
  IncludeUpfront: true,
  UseAmortized: false,
  UseBlended: false,
} as const;

/** A page of a list: 100 where nobody says otherwise, never more than 1,000. */
function page(asked: Document, name: string, all: readonly Document[]): Document {
  const size = Math.min(Number(asked.MaxResults ?? 100), 1_000);
  const from = Number(asked.NextToken ?? 0);
  const more = from + size < all.length;
  return { [name]: all.slice(from, from + size), ...(more ? { NextToken: String(from + size) } : {}) };
}

/** `arn:aws:budgets::123456789012:budget/<name>` */
function nameIn(arn: Json | undefined): string {
  return String(arn).split(":budget/")[1] ?? "";
}
