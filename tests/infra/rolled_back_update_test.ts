import assert from "node:assert/strict";
import { ensureNetwork } from "../../lib/infra/ensure_network.ts";
import { onServer } from "../aws/on_server.ts";
import { account } from "./infra_here.ts";

const template = await Deno.readTextFile(new URL("../../templates/network_stack.yaml", import.meta.url));
const stack = "pcluster-vpc-stack-2b";

function answer(operation: string, result: string): string {
  return `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
}

function members(list: string, items: readonly Readonly<Record<string, string>>[]): string {
  const member = (item: Readonly<Record<string, string>>) =>
    Object.entries(item).map(([name, value]) => `<${name}>${value}</${name}>`).join("");
  return `<${list}>${items.map((item) => `<member>${member(item)}</member>`).join("")}</${list}>`;
}

Deno.test("an update that CloudFormation takes back is exit 2 with its reasons, and never told as done", async () => {
  let status = "CREATE_COMPLETE";
  const answers: Readonly<Record<string, () => string>> = {
    GetCallerIdentity: () => `<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/alice</Arn>`,
    ListPolicies: () => {
      const Arn = `arn:aws:iam::${account}:policy/team/pclusterTagsAndBudget`;
      return members("Policies", [{ PolicyName: "pclusterTagsAndBudget", Arn }]);
    },
    DescribeStacks: () =>
      `<Stacks><member><StackName>${stack}</StackName><StackId>id</StackId><StackStatus>${status}</StackStatus>` +
      members("Parameters", [{ ParameterKey: "EnvironmentName", ParameterValue: "by-hand" }]) +
      `</member></Stacks>`,
    GetTemplate: () => "<TemplateBody>Resources: {}</TemplateBody>",
    UpdateStack: () => {
      status = "UPDATE_ROLLBACK_COMPLETE";
      return "<StackId>id</StackId>";
    },
    DescribeStackEvents: () =>
      members("StackEvents", [{
        EventId: "1",
        StackId: "id",
        StackName: stack,
        Timestamp: "2026-01-02T03:04:05Z",
        LogicalResourceId: "NatGateway",
        ResourceType: "AWS::EC2::NatGateway",
        ResourceStatus: "UPDATE_FAILED",
        ResourceStatusReason: "no more addresses",
      }]),
  };
  await onServer(
    (operation) => ({ body: answer(operation, answers[operation]?.() ?? assert.fail(operation)) }),
    async (deps, requests) => {
      const request = { zone: "us-west-2b", template, others: "do not count" } as const;
      const { error } = await ensureNetwork({ ...deps, emit: () => {} }, request, { existing: "repair" });
      assert.deepEqual([error?.code, error?.exitCode, requests.includes("UpdateStack")], ["DAY-AWS-003", 2, true]);
      assert.match(error?.message ?? "", /could not be updated.*\n {2}NatGateway \(AWS::EC2::NatGateway\): no more/);
    },
  );
});
