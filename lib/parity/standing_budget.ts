import { budget, budgetMails } from "../aws/resources/budget.ts";
import { tagsTableLine } from "../aws/resources/tags_table_line.ts";
import type { AwsDeps } from "../aws/resource.ts";
import type { Json } from "../host/json.ts";
import { notReady } from "./not_ready.ts";

/** A budget as it stands, every mail of it, and the users that the table of the bucket lists for it. Null where there is none. */
export async function standingBudget(
  deps: AwsDeps,
  { account, name, bucket }: { readonly account: string; readonly name: string; readonly bucket: string },
): Promise<Json> {
  if (name === "") return null;
  const asked = { account, name, amount: "", cluster: "", thresholds: [], email: "" };
  const found = await budget.find(deps, asked, "exists");
  if (found.is !== "ready") return notReady(found);
  const { amount, cluster } = found.spec;
  const mails = await budgetMails(await deps.aws.budgets(), asked);
  return {
    name,
    amount,
    cluster,
    mails: Object.fromEntries(mails.map(({ threshold, addresses }) => [String(threshold), addresses.toSorted()])),
    users: bucket === "" ? null : await usersOf(deps, account, bucket, name),
  };
}

/** By name, each as the table has it: blanks count for its readers. */
async function usersOf(deps: AwsDeps, account: string, bucket: string, project: string): Promise<Json> {
  const asked = { account, region: deps.aws.region, bucket, project, users: [] };
  const found = await tagsTableLine.find(deps, asked, "full");
  if (found.is !== "ready") return notReady(found);
  return Object.fromEntries(found.spec.users.map((user) => [user.trim(), user]));
}
