import type { EmulatorCalls } from "../../emulator/calls.ts";
import { schedulerRoleJudge } from "../../emulator/role_policies.ts";
import { escapeXml, queryAnswer } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import { statementsOfArn } from "../callers/principal.ts";
import { verdict } from "../callers/verdict.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/**
 * `iam:SimulatePrincipalPolicy`, which the emulator lacks. A role of EventBridge Scheduler is judged by resources and conditions too,
 * everybody else by actions, as callers are; what a test denies is denied.
 */
export function policySimulation(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (call.service !== "iam" || call.operation !== "SimulatePrincipalPolicy") return await next(call);
    const principal = String(call.parameters.PolicySourceArn);
    const judge = await schedulerRoleJudge(calls, principal) ?? await callerJudge(world, calls, principal);
    if (judge === undefined) return errorAnswer(call, 404, "NoSuchEntity", `There is no such principal: ${principal}`);
    const context = contextOf(call);
    const resources = listOf(call, "ResourceArns");
    const results = listOf(call, "ActionNames").flatMap((action) =>
      (resources.length === 0 ? ["*"] : resources).map((resource) => {
        const decision = judge({ action, resource, context }) ? "allowed" : "implicitDeny";
        return `<member><EvalActionName>${escapeXml(action)}</EvalActionName>` +
          `<EvalResourceName>${
            escapeXml(resource)
          }</EvalResourceName><EvalDecision>${decision}</EvalDecision></member>`;
      })
    );
    const result = `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join("")}</EvaluationResults>`;
    return queryAnswer(call.operation, result, "https://iam.amazonaws.com/doc/2010-05-08/");
  };
}

type Judge = NonNullable<Awaited<ReturnType<typeof schedulerRoleJudge>>>;

async function callerJudge({ settings }: World, calls: EmulatorCalls, arn: string): Promise<Judge | undefined> {
  const statements = await statementsOfArn(calls, arn);
  return statements &&
    (({ action }) => !settings.denied.includes(action) && verdict(statements, action) === "allowed");
}

function listOf({ parameters }: Call, list: string): readonly string[] {
  const member = new RegExp(`^${list}\\.member\\.\\d+$`);
  return Object.entries(parameters).filter(([name]) => member.test(name)).map(([, value]) => String(value));
}

function contextOf(call: Call): Readonly<Record<string, readonly string[]>> {
  const keys = Object.entries(call.parameters).filter(([name]) => name.endsWith(".ContextKeyName"));
  return Object.fromEntries(keys.map(([name, key]) => {
    const values = `${name.replace(/Name$/, "Values")}`.replaceAll(".", "\\.");
    return [String(key), listOf(call, values)];
  }));
}
