import type { AttachedPolicy } from "@aws-sdk/client-iam";
import type { Aws } from "../session.ts";

export const attachedToActions = [
  "iam:ListAttachedGroupPolicies",
  "iam:ListAttachedRolePolicies",
  "iam:ListAttachedUserPolicies",
] as const;

/** Whoever can have a managed policy; `to` is his name. */
export type PolicyOwner = { readonly is: "user" | "group" | "role"; readonly to: string };

/** The managed policies that somebody has, page by page. */
export async function* attachedTo(aws: Aws, { is, to }: PolicyOwner): AsyncGenerator<readonly AttachedPolicy[]> {
  const { paginateListAttachedGroupPolicies, paginateListAttachedRolePolicies, paginateListAttachedUserPolicies } =
    await import("@aws-sdk/client-iam");
  const client = await aws.iam();
  const pages = is === "group"
    ? paginateListAttachedGroupPolicies({ client }, { GroupName: to })
    : is === "role"
    ? paginateListAttachedRolePolicies({ client }, { RoleName: to })
    : paginateListAttachedUserPolicies({ client }, { UserName: to });
  for await (const { AttachedPolicies = [] } of pages) yield AttachedPolicies;
}
