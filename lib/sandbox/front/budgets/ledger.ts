import type { Json } from "../../../host/json.ts";

export type Document = { readonly [name: string]: Json };

export type BudgetRecord = {
  /** Name, type, unit, limit, period, filters: the `Budget` of the API. */
  budget: Document;
  readonly notifications: NotificationRecord[];
  readonly tags: Map<string, string>;
};

export type NotificationRecord = { notification: Document; subscribers: Document[] };

/** All budgets of the account, in order of creation. */
export type Ledger = Map<string, BudgetRecord>;

/** A refusal of the service. */
export class BudgetRefusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function budgetNamed(ledger: Ledger, name: Json | undefined): BudgetRecord {
  const found = ledger.get(String(name));
  if (found === undefined) {
    throw new BudgetRefusal("NotFoundException", `Unable to get budget: ${name} - the budget doesn't exist.`);
  }
  return found;
}

export function notificationIn(record: BudgetRecord, wanted: Json | undefined): NotificationRecord {
  const found = record.notifications.find(({ notification }) => sameNotification(notification, documentOf(wanted)));
  if (found === undefined) throw new BudgetRefusal("NotFoundException", "The notification doesn't exist.");
  return found;
}

/** A notification is known by what triggers it. */
export function sameNotification(one: Document, other: Document): boolean {
  const trigger = ({ NotificationType, ComparisonOperator, Threshold, ThresholdType }: Document) =>
    JSON.stringify([NotificationType, ComparisonOperator, Number(Threshold), ThresholdType ?? "PERCENTAGE"]);
  return trigger(one) === trigger(other);
}

export function sameSubscriber(one: Document, other: Document): boolean {
  return one.SubscriptionType === other.SubscriptionType && one.Address === other.Address;
}

export function documentOf(value: Json | undefined): Document {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Document : {};
}

export function listOf(value: Json | undefined): readonly Document[] {
  return Array.isArray(value) ? (value as readonly Json[]).map(documentOf) : [];
}
