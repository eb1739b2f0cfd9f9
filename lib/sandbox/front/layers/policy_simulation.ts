import type { EmulatorCalls } from "../../emulator/calls.ts";
import { schedulerRoleJudge } from "../../emulator/role_policies.ts";
import { escapeXml, queryAnswer } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";

/** `iam:SimulatePrincipalPolicy`, which the emulator lacks, for the roles of EventBridge Scheduler. */
export function policySimulation(calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (call.service !== "iam" || call.operation !== "SimulatePrincipalPolicy") return await next(call);
    const role = String(call.parameters.PolicySourceArn);
    const judge = await schedulerRoleJudge(calls, role);
    if (judge === undefined) return errorAnswer(call, 404, "NoSuchEntity", `There is no such principal: ${role}`);
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
