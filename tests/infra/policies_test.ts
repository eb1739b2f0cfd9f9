import assert from "node:assert/strict";
import { policiesOf } from "../../lib/infra/policies/policies.ts";
import { type Policy, policyParts } from "../../lib/infra/policies/policy_parts.ts";
import { programHere } from "../support/program_here.ts";
import { tasks } from "../../tasks/tasks.ts";

const actionsIn = (policies: readonly Policy[]) =>
  policies.flatMap(({ actions }) => actions.map(({ action }) => action));

/** Nobody's profile: nothing is asked of AWS. */
const nobody = { PATH: "/usr/bin:/bin", HOME: "/nonexistent" };

async function policies(...words: readonly string[]) {
  const ended = await programHere(["infra", "policies", ...words], { env: nobody });
  return { ...ended, document: JSON.parse(ended.out) };
}

Deno.test("decision 3.64: infra policies answers name, document and actions with their origin, without an account", async () => {
  const { code, err, document } = await policies("--task", "create", "--output", "json");
  assert.equal(code, 0, err);
  const { policies: listed } = document as { readonly policies: readonly Policy[] };
  assert.ok(listed.length > 0);
  for (const { name, document, actions } of listed) {
    assert.match(name, /^dayctl-create(-\d)?$/);
    assert.equal(document.Version, "2012-10-17");
    const stated = document.Statement.flatMap(({ Action }) => Action);
    assert.deepEqual(stated.toSorted(), actions.map(({ action }) => action));
    for (const { origin } of actions) assert.ok(origin.length > 3);
  }
  const origins = new Map(listed.flatMap(({ actions }) => actions.map(({ action, origin }) => [action, origin])));
  assert.match(origins.get("s3:GetObject") ?? "", /tags-table-line, write/, "a conditional write reads");
  assert.match(origins.get("iam:PassRole") ?? "", /schedule, write.*CloudFormation, AWS::EC2::Instance/);
  assert.match(origins.get("s3:CreateBucket") ?? "", /^pcluster create-cluster$/);
  assert.match(origins.get("ec2:DescribeKeyPairs") ?? "", /question key_pairs.*pcluster create-cluster/);
  assert.match(origins.get("ec2:CreateNatGateway") ?? "", /network-stack, write.*CloudFormation, AWS::EC2::NatGateway/);
});

Deno.test("no policy is longer than IAM takes, and together they hold every action once", () => {
  for (const name of [undefined, ...tasks.map((task) => task.name)]) {
    const all = policiesOf(name);
    for (const { document } of all) assert.ok(JSON.stringify(document).replace(/\s/g, "").length <= 6_144, name);
    const actions = actionsIn(all);
    assert.equal(new Set(actions).size, actions.length, name);
  }
  const union = new Set(actionsIn(policiesOf()));
  for (const { name } of tasks) {
    for (const action of actionsIn(policiesOf(name))) assert.ok(union.has(action), `${name} ${action}`);
  }
});

Deno.test("what one policy cannot hold is split, with nothing lost, and no part could take the next action as well", () => {
  const rights = Array.from({ length: 700 }, (_, number) => ({
    action: `${["ec2", "iam", "s3"][number % 3]}:DescribeSomethingOrOther${number}`,
    origin: "test",
  }));
  const parts = policyParts("long", rights);
  assert.deepEqual(parts.map(({ name }) => name), parts.map((_, index) => `long-${index + 1}`));
  assert.ok(parts.length > 3);
  assert.deepEqual(actionsIn(parts), rights.map(({ action }) => action));
  const sizes = parts.map(({ document }) => JSON.stringify(document).length);
  for (const size of sizes) assert.ok(size <= 6_144);
  for (const size of sizes.slice(0, -1)) assert.ok(size > 6_144 - 50, String(size));
});

Deno.test("roles are only passed to services that need one, and only those of ours are written", () => {
  const statements = policiesOf("create").flatMap(({ document }) => document.Statement);
  const pass = statements.filter(({ Action }) => Action.includes("iam:PassRole"));
  assert.deepEqual(pass.map(({ Condition }) => Condition?.StringEqualsIfExists["iam:PassedToService"]), [
    ["ec2.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com"],
  ]);
  const writing = statements.filter(({ Action }) => Action.some((one) => /^iam:(Create|Put|Attach)\w*Role/.test(one)));
  for (const { Resource } of writing) assert.ok(Array.isArray(Resource) && !Resource.includes("*"));
});

Deno.test("infra writes roles of any name, for --role-name names one; nobody else does", () => {
  const roles = (task: string) =>
    policiesOf(task).flatMap(({ document }) => document.Statement)
      .filter(({ Action }) => Action.includes("iam:CreateRole")).map(({ Resource }) => [Resource].flat()[0]);
  assert.deepEqual(roles("infra"), ["arn:aws:iam::*:role/*"]);
  for (const task of ["create", "drift", "setup-heartbeat"]) {
    assert.deepEqual(roles(task), ["arn:aws:iam::*:role/parallelcluster/*"], task);
  }
});

Deno.test("a task that only reads can change nothing", () => {
  const reading = tasks.filter(({ permissions, isEverywhere }) => permissions === "reading" && !isEverywhere);
  const changing = reading.flatMap(({ name }) => actionsIn(policiesOf(name)).map((action) => `${name} ${action}`))
    .filter((one) => !/:(?:Get|List|Describe|View|Filter|Simulate)/.test(one));
  // An export is a task of the file system; its head node may be reached by a session.
  const session = ["export ssm:StartSession", "export ssm:TerminateSession"];
  assert.deepEqual(changing, ["export fsx:CreateDataRepositoryTask", ...session]);
});

Deno.test("an alias is its task; a task without AWS has no policy; an unknown one is an error", async () => {
  const own = await policies("--task", "create-cluster", "--output", "json");
  assert.equal(own.document.policies.at(0).name.startsWith("dayctl-create"), true);
  const none = await policies("--task", "completions", "--output", "json");
  assert.deepEqual([none.code, none.document.policies], [0, []]);
  const wrong = await policies("--task", "crate", "--output", "json");
  assert.deepEqual([wrong.code, wrong.document.error.code], [1, "DAY-USE-001"]);
  assert.match(wrong.document.error.message, /there is no task crate; did you mean create\?/);
  const { out } = await programHere(["infra", "policies", "--task", "watch"], { env: nobody });
  assert.match(
    out,
    /^policy dayctl-watch\n\{\n {2}"Version"[\s\S]*\n {2}cloudformation:DescribeStacks +question stack_status/,
  );
});
