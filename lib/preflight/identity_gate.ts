import { callerIdentity, identityActions, userNameOf } from "../aws/questions/identity.ts";
import type { Aws } from "../aws/session.ts";
import { childCaller, type ChildCallerDeps, outranking } from "./child_caller.ts";
import type { Gate } from "./gate.ts";
import { fail, failLook, pass } from "./verdict.ts";

export type Caller = { readonly account: string; readonly callerArn: string; readonly userName: string };

/**
 * Gate 2: whose credentials these are, and that those of `pcluster` are the same person's. The first request of the run.
 *
 * @param pcluster the full path of the program
 */
export async function identityGate(deps: ChildCallerDeps, pcluster: string): Promise<Gate<Caller>> {
  const [own, child] = await Promise.allSettled([ownIdentity(deps), childCaller(deps, pcluster)]);
  if (own.status === "rejected") throw own.reason;
  const arn = own.value.found?.callerArn;
  const other = child.status === "fulfilled" ? child.value : undefined;
  if (arn === undefined || other === undefined || other === arn) return own.value;
  const note = `pcluster uses other credentials (${other}) than dayctl (${arn})`;
  const fix = `unset ${outranking(deps.environment).join(" ")} and run the command again; if this does not help, ` +
    `${pcluster} or its Python replaces the credentials that it receives`;
  const [{ id, details }] = own.value.checks;
  return { checks: [fail(id, { ...details, pcluster_arn: other, note }, fix)] };
}

/** Whose credentials these are. */
export async function ownIdentity({ aws }: { readonly aws: Aws }): Promise<Gate<Caller>> {
  const id = "aws.identity";
  try {
    const { account, arn } = await callerIdentity(aws);
    const userName = userNameOf(arn);
    return {
      checks: [pass(id, { account_id: account, caller_arn: arn, user: userName })],
      found: { account, callerArn: arn, userName },
    };
  } catch (error) {
    const doing = `asking who the credentials of profile ${aws.profile} belong to`;
    return { checks: [failLook(id, { error, doing, actions: identityActions })] };
  }
}
