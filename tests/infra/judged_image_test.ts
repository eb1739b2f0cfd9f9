import assert from "node:assert/strict";
import { stackTypes } from "../../lib/aws/permissions/stack_types.ts";
import { policiesOf } from "../../lib/infra/policies/policies.ts";
import { recordedImageTypes } from "../../lib/infra/policies/recorded_calls.ts";
import { swift } from "../e2e/requests.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { sandboxRegion, withSandbox } from "../support/sandbox.ts";
import { sandboxUser } from "../support/sandbox_user.ts";
import { synthesisedTypes } from "../support/synthesised_types.ts";

const bucket = "sandbox-omics-analysis-us-west-2";
const policy = policiesOf("image");

/** The policy of `image` with one action less. */
function without(left: string) {
  return policy.map(({ document: { Statement, ...rest } }) => ({
    ...rest,
    Statement: Statement.map(({ Action, ...statement }) => ({
      ...statement,
      Action: Action.filter((action) => action !== left),
    })).filter(({ Action }) => Action.length > 0),
  }));
}

Deno.test("least rights: the policy of image is enough for a build with the genuine pcluster", (test) =>
  withSandbox({ settings: swift }, async (sandbox) => {
    const user = await sandboxUser(sandbox, "builder");
    const run = async (env: Readonly<Record<string, string>>, ...words: readonly string[]) => {
      const all = [...words, "--region", sandboxRegion, "--output", "json"];
      const { code, out, err } = await programHere(all, { env, clock: hurriedClock() });
      return { code, err, json: JSON.parse(out) };
    };
    const build = (name: string) =>
      run(user.env, "image", "build", "--experimental", "--bucket", bucket, "--name", name);
    const events = async (StackName: string) => {
      sandbox.passTime(60);
      return await sandbox.calls.query("cloudformation", "DescribeStackEvents", { StackName });
    };
    assert.equal((await run(sandbox.environment, "infra", "publish-boot-assets", "--bucket", bucket)).code, 0);

    await test.step("all of it: the build begins, its stack is made with the rights of the caller", async () => {
      await user.attach(policy.map(({ document }) => document));
      sandbox.clearRequests();
      const built = await build("whole");
      assert.equal(built.code, 0, built.err);
      assert.equal(built.json.status, "BUILD_IN_PROGRESS");
      const types = await synthesisedTypes(sandbox);
      assert.ok(types.includes("AWS::ImageBuilder::Image"), types.join());
      assert.deepEqual(types.filter((type) => !(type in stackTypes && recordedImageTypes.includes(type))), []);
      const asked = sandbox.requests().filter(({ accessKey }) => accessKey === user.accessKey);
      const allowed = new Set(policy.flatMap(({ actions }) => actions.map(({ action }) => action)));
      const unknown = asked.flatMap(({ actions }) => actions).filter((action) => !allowed.has(action));
      assert.deepEqual(unknown, [], "deno task record:calls records them");
      const told = await events("whole");
      assert.doesNotMatch(told, /not authorized|CREATE_FAILED/);
      const listed = await run(user.env, "image", "list", "--experimental");
      assert.equal(listed.code, 0, listed.err);
    });

    await test.step("without one that CloudFormation needs: it says so in the build's stack", async () => {
      await user.attach(without("imagebuilder:CreateImage"));
      assert.equal((await build("lacking")).code, 0);
      assert.match(await events("lacking"), /not authorized to perform: imagebuilder:CreateImage/);
    });

    await test.step("without cloudformation:CreateStack: pcluster says so, exit 2, and nothing is left of it", async () => {
      await user.attach(without("cloudformation:CreateStack"));
      const { code, json } = await build("refused");
      assert.deepEqual([code, json.error.code], [2, "DAY-PC-008"]);
      assert.match(json.error.message, /not authorized to perform: cloudformation:CreateStack/);
    });
  }));
