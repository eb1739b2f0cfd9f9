import { callerIdentity, identityActions, userNameOf } from "../aws/questions/identity.ts";
import type { Gate, PreflightDeps } from "./gate.ts";
import { failLook, pass } from "./verdict.ts";

export type Caller = { readonly account: string; readonly callerArn: string; readonly userName: string };

/**
 * Gate 2: whose credentials these are. The first request of the run.
 *
 * @see spec/create-cluster.md 3.4
 */
export async function identityGate({ aws }: Pick<PreflightDeps, "aws">): Promise<Gate<Caller>> {
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
