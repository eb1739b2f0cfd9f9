import { explainAwsError } from "../aws/aws_error.ts";
import { callerIdentity } from "../aws/questions/identity.ts";
import type { Aws } from "../aws/session.ts";
import type { Json } from "../host/json.ts";
import { beginRun, type Run, type RunDeps } from "./run.ts";

type Deps = RunDeps & { readonly aws: Aws };

/** A cluster in the account of the caller, which nobody knows before AWS has said it. */
export type CallersCluster = {
  readonly account: string;
  readonly region: string;
  readonly cluster: string;
  readonly callerArn: string;
};

/** @param doing what the caller is for, as an error would say it */
export async function callersCluster(
  { aws, signal }: Pick<Deps, "aws" | "signal">,
  cluster: string,
  doing: string,
): Promise<CallersCluster> {
  const { account, arn } = await callerIdentity(aws).catch((error) => {
    signal.throwIfAborted();
    throw explainAwsError(error, doing);
  });
  return { account, region: aws.region, cluster, callerArn: arn };
}

/** Begins a run on a cluster that stands, or has stood. Whoever calls this holds a lock for it. */
export async function beginOn<R extends Json, D extends Deps>(
  deps: D,
  { account, region, cluster: subject, callerArn }: CallersCluster,
  { operation, request }: { readonly operation: string; readonly request: R },
): Promise<Run<R, D>> {
  const run = await beginRun(deps, { operation, subject, region, profile: deps.aws.profile, request });
  await run.journal.record({ fact: "caller", account, arn: callerArn });
  return run;
}
