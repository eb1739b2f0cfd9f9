import assert from "node:assert/strict";
import { stackTypes } from "../../lib/aws/permissions/stack_types.ts";
import { policiesOf } from "../../lib/infra/policies/policies.ts";
import { recordedCalls, recordedTypes } from "../../lib/infra/policies/recorded_calls.ts";
import { demo } from "../e2e/program.ts";
import { swift } from "../e2e/requests.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox, withSandbox } from "../support/sandbox.ts";
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

/** What ends a creation when one action is missing, and what has to be done besides granting it before the run goes on. */
const cases: readonly {
  readonly action: string;
  readonly exit: number;
  readonly error: string;
  /** Nothing was begun that could be resumed. */
  readonly afresh?: true;
  /** A stack that the printed fix removes. */
  readonly stack?: string;
  /** The genuine `pcluster` is what meets it. */
  readonly genuine?: "creation";
}[] = [
  { action: "ec2:DescribeKeyPairs", exit: 1, error: "DAY-PRE-002", afresh: true },
  { action: "ec2:CreateNatGateway", exit: 2, error: "DAY-AWS-003", stack: "pcluster-vpc-stack-2b" },
  { action: "budgets:ModifyBudget", exit: 2, error: "DAY-AWS-002" },
  { action: "s3:CreateBucket", exit: 2, error: "DAY-PC-002", genuine: "creation" },
  { action: "fsx:CreateFileSystem", exit: 2, error: "DAY-PC-003", genuine: "creation" },
];

Deno.test(
  "least rights: the policy of create is enough for a creation with the genuine programs",
  () =>
    withSandbox({ settings: swift }, async (sandbox) => {
      const user = await engineer(sandbox);
      await user.attach(policy.map(({ document }) => document));
      const { code, err } = await create(user, sandbox.environment);
      assert.equal(code, 0, err);
      assert.doesNotMatch(err, /not authorized/);
      const allowed = new Set(policy.flatMap(({ actions }) => actions.map(({ action }) => action)));
      const asked = askedOf(sandbox, user);
      for (const action of ["cloudformation:CreateStack", "dynamodb:GetItem", "scheduler:CreateSchedule"]) {
        assert.ok(asked.has(action), [...asked].join());
      }
      assert.deepEqual([...asked].filter((action) => !allowed.has(action)), []);

      const types = await synthesisedTypes(sandbox);
      assert.ok(types.includes("AWS::FSx::FileSystem") && types.includes("AWS::Route53::HostedZone"), types.join());
      const unknown = types.filter((type) => !(type in stackTypes && recordedTypes.includes(type)));
      assert.deepEqual(unknown, [], "types of which nobody knows what they need; deno task record:calls records them");
      const recorded = new Set(Object.values(recordedCalls).flat());
      const tools = sandbox.requests().filter(({ caller }) => caller !== "sdk").flatMap(({ actions }) => actions);
      assert.deepEqual(tools.filter((action) => !recorded.has(action)), [], "deno task record:calls records them");
    }),
);

Deno.test(
  "least rights: an action that is missing",
  sharedSandbox({ settings: swift }, async (step) => {
    for (const { action, exit, error, afresh, stack, genuine } of cases) {
      await step(`${action}: the run ends with ${exit}, names it, and goes on once it is there`, async (sandbox) => {
        const user = await engineer(sandbox);
        await user.attach(without(action));
        const double = await installDouble(sandbox);
        const { code, out, err } = await create(user, genuine ? await installDouble(sandbox, { genuine }) : double);
        assert.equal(code, exit, err);
        const answer: { readonly error: Record<"code" | "message" | "fix", string>; readonly next: readonly string[] } =
          JSON.parse(out);
        assert.equal(answer.error.code, error, err);
        assert.ok(answer.error.message.includes(`not authorized to perform: ${action}`), answer.error.message);
        assert.ok(
          answer.error.fix.startsWith(`ask an administrator for the IAM permission ${action}`),
          answer.error.fix,
        );
        const goesOn = answer.next.some((command) => command.startsWith("deno task create --resume "));
        assert.equal(goesOn, afresh === undefined, answer.next.join());

        await user.attach(policy.map(({ document }) => document));
        if (stack !== undefined) {
          assert.ok(answer.error.fix.includes(`delete-stack --stack-name ${stack}`), answer.error.fix);
          await sandbox.calls.query("cloudformation", "DeleteStack", { StackName: stack });
          sandbox.passTime(1);
        }
        const again = await create(user, double, ...afresh ? [] : ["--resume"]);
        assert.equal(again.code, 0, again.err);
      });
    }
  }),
);
