import type { Aws } from "../../session.ts";

export const roleNamesActions = ["iam:ListRoles"] as const;

/** The names of the account's roles that begin so, sorted. */
export async function roleNames(aws: Aws, beginning: string): Promise<readonly string[]> {
  const { paginateListRoles } = await import("@aws-sdk/client-iam");
  const client = await aws.iam();
  const names: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client, pageSize: 1000 }, {})) {
    names.push(...Roles.flatMap(({ RoleName }) => RoleName?.startsWith(beginning) ? RoleName : []));
  }
  return names.sort();
}
