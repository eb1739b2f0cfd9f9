import { DayError } from "../../host/errors/day_error.ts";
import type { Aws } from "../session.ts";

export const identityActions = ["sts:GetCallerIdentity"] as const;

export type Identity = { readonly account: string; readonly arn: string };

/** Who a policy can be attached to. `other`: the account's root user, a federated user, an unknown form. */
export type Principal = { readonly is: "user" | "role" | "other"; readonly name: string };

/**
 * Whose credentials these are: account id (12 digits) and ARN of the caller.
 *
 * @throws DayError DAY-NET-001 for an answer that names nobody: that is not AWS, but for example the sign-in page of a network
 */
export async function callerIdentity(aws: Aws): Promise<Identity> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const sts = await aws.sts();
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account && Arn) return { account: Account, arn: Arn };
  throw new DayError("DAY-NET-001", "the answer did not come from AWS: it contains neither an account nor a caller");
}

/**
 * The name that stands for a person in tags: the last segment of the ARN, so that a path (`user/team/alice`) does not hide a
 * user's name and a role's session (`assumed-role/Admin/bob@example.org`) names who uses it. `root` for the root user, "" for
 * text that is no ARN.
 */
export function userNameOf(arn: string): string {
  return resourceOf(arn).at(-1) ?? "";
}

/**
 * Whose attached policies apply to the caller. For an assumed role, also one of IAM Identity Center, that is the role: the ARN
 * carries its plain name, without the path.
 */
export function principalOf(arn: string): Principal {
  const [type, ...names] = resourceOf(arn);
  if (type === "user" && names.length > 0) return { is: "user", name: names[names.length - 1] };
  if (type === "assumed-role" && names.length > 0) return { is: "role", name: names[0] };
  return { is: "other", name: userNameOf(arn) };
}

/** The resource part of an ARN, split at its slashes; nothing for any other text. */
function resourceOf(arn: string): string[] {
  const parts = /^arn:[^:]*:(?:iam|sts):[^:]*:[^:]*:(.+)$/.exec(arn);
  return parts === null ? [] : parts[1].split("/");
}
