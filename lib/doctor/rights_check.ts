import { explainAwsError } from "../aws/aws_error.ts";
import { principalOf } from "../aws/questions/identity.ts";
import { refusedActions, simulatePolicyActions } from "../aws/questions/iam/simulate_policy.ts";
import { roleArn } from "../aws/questions/role_arn.ts";
import type { Aws } from "../aws/session.ts";
import { type Advice, advice, command, joined } from "../host/errors/advice.ts";
import { schedulerRoleName } from "../names/scheduler_role_name.ts";
import type { Check } from "../preflight/check.ts";
import type { Caller } from "../preflight/identity_gate.ts";
import { pass, warn } from "../preflight/verdict.ts";

/** The actions of each task that is judged, as its generated policy has them. */
export type WantedRights = Readonly<Record<string, readonly string[]>>;

const id = "iam.rights";

/**
 * Whether IAM would let the caller do what the generated policies of the tasks hold, tried out in its simulator. That knows nothing of
 * limits that an organisation has set above the account.
 */
export async function rightsCheck(aws: Aws, caller: Caller, rights: WantedRights): Promise<Check> {
  const tasks = Object.keys(rights);
  try {
    const principal = await principalArn(aws, caller.callerArn);
    if (principal === undefined) {
      return pass(id, { tasks, note: `${caller.callerArn} has no IAM policies that could be simulated` });
    }
    const refused = await refusedOf(
      aws,
      principal,
      caller,
      [...new Set(Object.values(rights).flat())].filter(isRefusable),
    );
    if (refused.size === 0) return pass(id, { tasks, principal });
    const lacking = tasks.filter((task) => rights[task].some((action) => refused.has(action)));
    const note = `IAM would deny ${[...refused].sort().join(", ")}, which these tasks need: ${lacking.join(", ")}`;
    return warn(id, { tasks: lacking, principal, refused: [...refused].sort(), note }, remedy(lacking));
  } catch (error) {
    const { message } = explainAwsError(error, "simulating the permissions of the caller", simulatePolicyActions);
    const note = `the permissions of the caller could not be simulated: ${message}`;
    return warn(id, { tasks, note }, `ask an administrator for the IAM permission ${simulatePolicyActions.join(", ")}`);
  }
}

/** Nobody can be refused to ask who he is, whatever his policies say. */
function isRefusable(action: string): boolean {
  return action !== "sts:GetCallerIdentity";
}

function remedy(tasks: readonly string[]): Advice {
  const print = joined(tasks.map((task) => command(`deno task infra policies --task ${task}`)), "\n");
  return advice`ask an administrator to attach the policies that these commands print:\n${print}`;
}

/** IAM tries out the role itself, not somebody's session of it. */
async function principalArn(aws: Aws, callerArn: string): Promise<string | undefined> {
  const { is, name } = principalOf(callerArn);
  if (is === "user") return callerArn;
  return is === "role" ? await roleArn(aws, name) : undefined;
}

async function refusedOf(
  aws: Aws,
  principal: string,
  caller: Caller,
  actions: readonly string[],
): Promise<ReadonlySet<string>> {
  const trials = Map.groupBy(actions, (action) => JSON.stringify(askedFor(action, caller, aws.region)));
  const refused = await Promise.all(
    [...trials].flatMap(([asked, all]) =>
      chunks(all, 50).map((some) => refusedActions(aws, principal, { actions: some, ...JSON.parse(asked) as Asked }))
    ),
  );
  return new Set(refused.flat());
}

type Asked = { readonly resource: string; readonly context: { readonly [key: string]: string } };

/** One thing of ours that an action is used on, for policies that allow it on such things alone. */
function askedFor(action: string, { account }: Caller, region: string): Asked {
  const plain = (resource: string) => ({ resource, context: {} });
  const [service, operation] = action.split(":");
  if (action === "iam:PassRole") {
    const resource = `arn:aws:iam::${account}:role/${schedulerRoleName}`;
    return { resource, context: { "iam:PassedToService": "scheduler.amazonaws.com" } };
  }
  if (action === "iam:CreateServiceLinkedRole") {
    return { resource: "*", context: { "iam:AWSServiceName": "spot.amazonaws.com" } };
  }
  if (action === "iam:UpdateAssumeRolePolicy") return plain(`arn:aws:iam::${account}:role/${schedulerRoleName}`);
  if (service === "iam" && /Role|InstanceProfile/.test(operation) && !/^List/.test(operation)) {
    const kind = operation.includes("InstanceProfile") ? "instance-profile" : "role";
    return plain(`arn:aws:iam::${account}:${kind}/parallelcluster/x`);
  }
  if (service === "sns") return plain(`arn:aws:sns:${region}:${account}:daylily-x-heartbeat`);
  if (service === "scheduler") {
    return plain(`arn:aws:scheduler:${region}:${account}:schedule/default/daylily-x-heartbeat`);
  }
  if (service === "dynamodb") return plain(`arn:aws:dynamodb:${region}:${account}:table/parallelcluster-x`);
  return plain("*");
}

function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return list.length === 0 ? [] : [list.slice(0, size), ...chunks(list.slice(size), size)];
}
