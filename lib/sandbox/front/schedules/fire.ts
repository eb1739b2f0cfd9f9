import { schedulerRoleJudge } from "../../emulator/role_policies.ts";
import type { Json } from "../../../host/json.ts";
import type { Fired } from "../fired.ts";
import { findStack } from "../stacks/stack_book.ts";
import type { StackDeps } from "../stacks/stack_deps.ts";
import { deleteStack } from "../stacks/stacks.ts";
import type { Schedule } from "./schedule.ts";

type Target = { readonly Arn: string; readonly RoleArn: string; readonly Input?: string };

/** Does what a schedule is for, if its role may; nothing for targets that nobody here uses. */
export async function fire(deps: StackDeps, schedule: Schedule, at: number): Promise<Fired | undefined> {
  const target = schedule.asked.Target as Json as Target;
  const time = new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
  const common = { at: time, schedule: schedule.name };
  if (target.Arn.startsWith("arn:aws:sns:")) {
    const text = (target.Input ?? "").replaceAll("<aws.scheduler.scheduled-time>", time);
    return { ...common, does: "publish", of: target.Arn, text, refused: await publish(deps, schedule, target, text) };
  }
  if (target.Arn !== "arn:aws:scheduler:::aws-sdk:cloudformation:deleteStack") return undefined;
  const { StackName } = JSON.parse(target.Input ?? "{}") as { readonly StackName: string };
  const refused = await endStack(deps, schedule, target, StackName);
  return { ...common, does: "deleteStack", of: StackName, text: "", refused };
}

async function publish({ calls }: StackDeps, { region }: Schedule, target: Target, text: string): Promise<string> {
  const judge = await schedulerRoleJudge(calls, target.RoleArn);
  if (!judge?.({ action: "sns:Publish", resource: target.Arn, context: {} })) return "sns:Publish is denied";
  try {
    await calls.query("sns", "Publish", { TopicArn: target.Arn, Message: text }, { region });
    return "";
  } catch (error) {
    return String(error);
  }
}

/** A stack that is gone already is deleted. Only stacks with the tag of a cluster may be deleted this way. */
async function endStack(deps: StackDeps, { region }: Schedule, target: Target, stack: string): Promise<string> {
  const life = findStack(deps.book, region, stack, deps.now());
  const tags = Object.fromEntries((life?.tags ?? []).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]));
  const judge = await schedulerRoleJudge(deps.calls, target.RoleArn);
  const isAllowed = judge?.({ action: "cloudformation:DeleteStack", resource: life?.id ?? stack, context: tags });
  if (life === undefined && judge !== undefined) return "";
  if (life === undefined || !isAllowed) return "cloudformation:DeleteStack is denied";
  await deleteStack(deps, life);
  return "";
}
