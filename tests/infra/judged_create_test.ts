import assert from "node:assert/strict";
import { stackTypes } from "../../lib/aws/permissions/stack_types.ts";
import { policiesOf } from "../../lib/infra/policies/policies.ts";
import { recordedCalls } from "../../lib/infra/policies/recorded_calls.ts";
import { demo } from "../e2e/program.ts";
import { swift } from "../e2e/requests.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { attachDaylilyNames, type SandboxUser, sandboxUser } from "../support/sandbox_user.ts";
import { synthesisedTypes } from "../support/synthesised_types.ts";

const policy = policiesOf("create");

/** The policy of `create` with one action less. */
function without(left: string) {
  return policy.map(({ document: { Statement, ...rest } }) => ({
    ...rest,
    Statement: Statement.map(({ Action, ...statement }) => ({
      ...statement,
      Action: Action.filter((action) => action !== left),
    })).filter(({ Action }) => Action.length > 0),
  }));
}

async function engineer(sandbox: Sandbox): Promise<SandboxUser> {
  const user = await sandboxUser(sandbox, "engineer");
  await attachDaylilyNames(sandbox, "engineer");
  return user;
}

function create(user: SandboxUser, env: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<Ended> {
  const argv = [...demo, "--output", "json", ...more];
  return programHere(argv, { env: { ...env, ...user.env, PATH: env.PATH }, clock: hurriedClock() });
}

/** Actions that the user was asked for, of whatever program of his. */
function askedOf(sandbox: Sandbox, { accessKey }: SandboxUser): ReadonlySet<string> {
  return new Set(sandbox.requests().filter((one) => one.accessKey === accessKey).flatMap(({ actions }) => actions));
}

Deno.test(
  "least rights: the policy of create, and what becomes of it when one action is missing",
  sharedSandbox({ settings: swift }, async (step) => {
    await step("it is enough for a creation with the genuine programs", async (sandbox) => {
      const user = await engineer(sandbox);
      await user.attach(policy.map(({ document }) => document));
      const { code, err } = await create(user, sandbox.environment);
      assert.equal(code, 0, err);
      assert.doesNotMatch(err, /not authorized/);
      const allowed = new Set(policy.flatMap(({ actions }) => actions.map(({ action }) => action)));
      const asked = askedOf(sandbox, user);
      assert.ok(
        asked.size > 50 && asked.has("cloudformation:CreateStack") && asked.has("dynamodb:GetItem"),
        [...asked].join(),
      );
      assert.deepEqual([...asked].filter((action) => !allowed.has(action)), []);

      const types = await synthesisedTypes(sandbox);
      assert.ok(types.includes("AWS::FSx::FileSystem") && types.includes("AWS::Route53::HostedZone"), types.join());
      assert.deepEqual(types.filter((type) => !(type in stackTypes)), [], "types of which nobody knows what they need");
      const recorded = new Set(Object.values(recordedCalls).flat());
      const tools = sandbox.requests().filter(({ caller }) => caller !== "sdk").flatMap(({ actions }) => actions);
      assert.deepEqual(
        [...new Set(tools)].filter((action) => !recorded.has(action)),
        [],
        "run: deno task record:calls",
      );
    });

    const cases: readonly {
      readonly action: string;
      readonly exit: number;
      readonly error: string;
      /** The genuine `pcluster` is what meets it. */
      readonly genuine?: "creation";
    }[] = [
      { action: "ec2:DescribeKeyPairs", exit: 1, error: "DAY-PRE-002" },
      { action: "ec2:CreateNatGateway", exit: 2, error: "DAY-AWS-003" },
      { action: "budgets:ModifyBudget", exit: 2, error: "DAY-AWS-002" },
      { action: "s3:CreateBucket", exit: 2, error: "DAY-PC-002", genuine: "creation" },
      { action: "fsx:CreateFileSystem", exit: 2, error: "DAY-PC-003", genuine: "creation" },
    ];
    for (const { action, exit, error, genuine } of cases) {
      await step(
        `without ${action} it ends with ${exit}, names the action, and goes on once it is there`,
        async (sandbox) => {
          const user = await engineer(sandbox);
          await user.attach(without(action));
          const double = await installDouble(sandbox);
          const { code, out, err } = await create(user, genuine ? await installDouble(sandbox, { genuine }) : double);
          assert.equal(code, exit, err);
          const { error: told } = JSON.parse(out);
          assert.equal(told.code, error, err);
          assert.ok(`${told.message} ${JSON.stringify(told)} ${err}`.includes(action), err);
          await Deno.writeTextFile("/tmp/w13b/case_" + action, JSON.stringify(JSON.parse(out), null, 1) + err);
          await user.attach(policy.map(({ document }) => document));
          const again = await create(user, double, "--resume");
          await Deno.writeTextFile("/tmp/w13b/case_" + action, again.code + again.err + again.out, { append: true });
        },
      );
    }
  }),
);
