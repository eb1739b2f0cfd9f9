import assert from "node:assert/strict";
import { globalPolicy } from "../../lib/infra/policies/global_policy.ts";
import { account } from "./infra_here.ts";

type Statement = { readonly Effect: string; readonly Action: readonly string[]; readonly Resource: string };

async function textOf(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../../docs/policies/${name}`, import.meta.url));
}

function statementsIn(text: string): readonly Statement[] {
  const { Version, Statement } = JSON.parse(text);
  assert.equal(Version, "2012-10-17");
  return Statement;
}

Deno.test("IB18: the service policy holds its two placeholders, and 17 statements", async () => {
  const text = await textOf("daylily-service-cluster-policy.json");
  assert.deepEqual([text.match(/<AWS_ACCOUNT_ID>/g)?.length, text.match(/<REGION>/g)?.length], [3, 1]);
  const filled = text.replaceAll("<AWS_ACCOUNT_ID>", account).replaceAll("<REGION>", "us-west-2");
  assert.ok(!filled.includes("<"), filled);
  const statements = statementsIn(filled);
  assert.equal(statements.length, 17);
  const actions = new Set(statements.flatMap(({ Action }) => Action));
  const { Statement } = globalPolicy(account).document as { readonly Statement: readonly Statement[] };
  const global = new Set(Statement.flatMap(({ Action }) => Action));
  assert.deepEqual([...global.difference(actions)].sort(), [
    "iam:DeleteServiceLinkedRole",
    "iam:GetServiceLinkedRoleDeletionStatus",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "scheduler:*",
  ]);
  assert.deepEqual(
    [...actions.difference(global)].sort(),
    [
      ..."CreateTopic DeleteTopic GetTopicAttributes ListSubscriptions ListSubscriptionsByTopic ListTopics".split(" "),
      ..."Publish SetTopicAttributes Subscribe Unsubscribe".split(" "),
    ].map((action) => `sns:${action}`),
  );
});

Deno.test("the policy for cost reports reads and does nothing else", async () => {
  const [statement, ...others] = statementsIn(await textOf("daylily-cost-read.json"));
  assert.deepEqual([statement.Resource, others, statement.Action.length], ["*", [], 18]);
  assert.deepEqual(statement.Action.filter((action) => !/:(Get|List|Describe|View)/.test(action)), []);
});
