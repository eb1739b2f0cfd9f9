import { callerIdentity, identityActions, userNameOf } from "../aws/questions/identity.ts";
import { childCaller, type ChildCallerDeps, outranking } from "./child_caller.ts";
import type { Gate } from "./gate.ts";
import { fail, failLook, pass } from "./verdict.ts";

export type Caller = { readonly account: string; readonly callerArn: string; readonly userName: string };

/**
 * Gate 2: whose credentials these are, and that those of `pcluster` are the same person's. The first request of the run.
 *
 * @param pcluster the full path of the program
 * @see spec/create-cluster.md 3.4
 */
export async function identityGate(deps: ChildCallerDeps, pcluster: string): Promise<Gate<Caller>> {
  const { aws, environment } = deps;
  const id = "aws.identity";
  const [own, child] = await Promise.allSettled([callerIdentity(aws), childCaller(deps, pcluster)]);
  if (own.status === "rejected") {
    const doing = `asking who the credentials of profile ${aws.profile} belong to`;
    return { checks: [failLook(id, { error: own.reason, doing, actions: identityActions })] };
  }
  const { account, arn } = own.value;
  const userName = userNameOf(arn);
  const details = { account_id: account, caller_arn: arn, user: userName };
  const other = child.status === "fulfilled" ? child.value : undefined;
  if (other !== undefined && other !== arn) {
    const note = `with the credentials of ${arn} pcluster acts as ${other}`;
    const fix = `unset ${outranking(environment).join(" ")} and run the command again; where that is no help, ` +
      `${pcluster} or its Python replaces the credentials that it is given`;
    return { checks: [fail(id, { ...details, pcluster_arn: other, note }, fix)] };
  }
  return { checks: [pass(id, details)], found: { account, callerArn: arn, userName } };
}
