import assert from "node:assert/strict";
import { join } from "node:path";
import { networkStack, networkStackSpec } from "../../lib/aws/resources/network_stack.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { account, assertShown, assertUnchanged, changes, type Desk, desks } from "./infra_here.ts";

const shipped = "config/day_cluster/pcluster_env.yml";
const five = ["init-cloudstack", shipped, "daylily-cs-us-west-twob", "us-west-2b", "us-west-2", "sandbox"];
const stack = "pcluster-vpc-stack-2b";
const policy = "pclusterTagsAndBudget";

/** Refused with this code, exit 1, before anything is asked of AWS. */
async function assertRefused({ run, sandbox }: Desk, words: readonly string[], wanted: string): Promise<string> {
  const { code, json } = await run(...words);
  assert.deepEqual([code, json.error?.code, sandbox.requests()], [1, wanted, []], words.join(" "));
  return `${json.error?.message}; ${json.error?.fix}`;
}

Deno.test(
  "init-cloudstack",
  desks({ settings: { networkSeconds: 100 } }, async (step) => {
    await step("NW6, NW7, NW8: the five words make the stack, once; a dry run shows it", async (desk) => {
      await assertShown(desk, five, { [stack]: "created" });
      const made = await desk.run(...five);
      assert.deepEqual([made.code, made.outcomes, changes(desk.sandbox)], [0, { [stack]: "created" }, ["CreateStack"]]);
      assert.equal(made.json.stack, stack);
      assert.equal(made.json.outputs?.PclusterPolicy, `arn:aws:iam::${account}:policy/${policy}`);
      await assertUnchanged(desk, ...five);
      const { out } = await desk.dayctl(...five);
      assert.match(
        out,
        /^ *unchanged +network of us-west-2b$[^]*^PublicSubnets: subnet-\w+$[^]*^PclusterPolicy: arn:aws:/m,
      );
    });

    await step("NW3: a prefix of letters and hyphens, else exit 1", async (desk) => {
      for (const prefix of ["abc1", "abc_d", "a b", "ä"]) {
        assert.match(await assertRefused(desk, five.with(2, prefix), "DAY-CFG-003"), /letters and hyphens/);
      }
      assert.match(await assertRefused(desk, five.with(2, ""), "DAY-USE-001"), /init-cloudstack needs PREFIX/);
      const { code } = await desk.run(...five.with(2, "abc-DEF"), "--dry-run");
      assert.equal(code, 0);
    });

    await step("NW4: a zone of another region is exit 1; so is what is no zone", async (desk) => {
      assert.match(
        await assertRefused(desk, five.with(4, "us-east-1"), "DAY-CFG-003"),
        /us-west-2b is not in us-east-1/,
      );
      for (const zone of ["us-west-2", "us-west-2-lax-1a", "us-gov-west-1a"]) {
        await assertRefused(desk, five.with(3, zone), "DAY-CFG-003");
      }
    });

    await step("NW5: a template that is not there is told first", async (desk) => {
      const wrong = five.with(1, "nowhere.yml").with(2, "abc1").with(4, "us-east-1");
      assert.match(await assertRefused(desk, wrong, "DAY-CFG-001"), /nowhere\.yml: there is no such file/);
      await assertRefused(desk, five.with(1, "config").with(2, "abc1"), "DAY-CFG-001");
    });

    await step("missing words are named, and one too many is refused; flags may only repeat them", async (desk) => {
      assert.match(
        await assertRefused(desk, five.slice(0, 4), "DAY-USE-001"),
        /init-cloudstack needs REGION, PROFILE; give all five/,
      );
      assert.match(await assertRefused(desk, five.slice(0, 1), "DAY-USE-001"), /TEMPLATE, PREFIX, ZONE/);
      await assertRefused(desk, [...five, "more"], "DAY-USE-001");
      await assertRefused(desk, [...five, "--region", "eu-west-1"], "DAY-USE-001");
      await assertRefused(desk, [...five, "--profile", "other"], "DAY-USE-001");
      assert.match(await assertRefused(desk, five.with(5, "nobody"), "DAY-PROFILE-001"), /sandbox/);
      const { out, code } = await desk.dayctl("init-cloudstack", "--help");
      assert.deepEqual([code, /TEMPLATE PREFIX ZONE REGION PROFILE/.test(out)], [0, true]);
    });

    await step("a broken template is exit 1 with what is wrong, before anything is asked of AWS", async (desk) => {
      await inTemporaryFolder(async (folder) => {
        const good = await Deno.readTextFile(new URL("../../templates/network_stack.yaml", import.meta.url));
        const broken: Readonly<Record<string, readonly [string, RegExp, string]>> = {
          "a.yml": ["Resources: [", /is not YAML/, "DAY-INFRA-004"],
          "b.yml": ["hello", /lacks Parameters\.EnvironmentName/, "DAY-INFRA-004"],
          "c.yml": [
            good.replace("PrivateSubnet:\n    Desc", "Other:\n    Desc"),
            /lacks Outputs\.PrivateSubnet/,
            "DAY-INFRA-004",
          ],
          "d.yml": [`${good}\n#${"x".repeat(51_200)}`, /CloudFormation takes 51200 at most/, "DAY-INFRA-004"],
          "e.yml": ["", /lacks/, "DAY-INFRA-004"],
        };
        for (const [name, [text, wanted, code]] of Object.entries(broken)) {
          await Deno.writeTextFile(join(folder, name), text);
          assert.match(await assertRefused(desk, five.with(1, join(folder, name)), code), wanted);
        }
        await Deno.writeFile(join(folder, "f.yml"), new Uint8Array([0xff, 0xfe, 0]));
        await assertRefused(desk, five.with(1, join(folder, "f.yml")), "DAY-CFG-001");
        // What only CloudFormation knows.
        await Deno.writeTextFile(join(folder, "g.yml"), good.replace("!Ref VpcCIDR", "!Ref Nothing"));
        const { code, json } = await desk.run(...five.with(1, join(folder, "g.yml")));
        assert.deepEqual([code, json.error?.code], [2, "DAY-AWS-001"], json.error?.message);
      });
    });

    await step("a template of one's own is what CloudFormation gets", async (desk) => {
      await inTemporaryFolder(async (folder) => {
        const good = await Deno.readTextFile(new URL("../../templates/network_stack.yaml", import.meta.url));
        await Deno.writeTextFile(join(folder, "own.yml"), `# mine\n${good}`);
        assert.equal((await desk.run(...five.with(1, join(folder, "own.yml")))).code, 0);
        const sent = desk.sandbox.requests().find(({ operation }) => operation === "CreateStack");
        assert.match(String(sent?.parameters.TemplateBody), /^# mine/);
      });
    });

    await step("NW9: a stack that was updated is as good as a new one, whatever else it is called", async (desk) => {
      assert.equal((await desk.run(...five)).code, 0);
      const aws = sandboxAws(desk.sandbox);
      const deps = { aws, clock: desk.clock, signal: new AbortController().signal, random: Math.random };
      const spec = networkStackSpec({ account, az: "us-west-2b", createPolicy: true });
      const found = await networkStack.find(deps, spec, "full");
      if (found.is !== "ready") return assert.fail(found.is);
      await networkStack.write(deps, { ...spec, environmentName: "other" }, found, "token");
      aws.close();
      desk.clock.advance(200_000);
      const { code, outcomes, json } = await desk.run(...five);
      assert.deepEqual([code, outcomes[stack], changes(desk.sandbox)], [0, "unchanged", []]);
      assert.deepEqual(json.differences, ["network of us-west-2b: name prefix: other, wanted daylily-cs-us-west-twob"]);
    });

    await step(
      "NW10, NW11: a stack that rolls back is exit 2 with every cause, and is left to a person",
      async (desk) => {
        desk.sandbox.settings.failNetwork = { reason: "no more addresses" };
        const { code, json } = await desk.run(...five);
        assert.deepEqual([code, json.error?.code], [2, "DAY-AWS-003"]);
        assert.match(json.error?.message ?? "", /pcluster-vpc-stack-2b.*ROLLBACK_COMPLETE/);
        assert.match(json.error?.message ?? "", /\n {2}NatGateway \(AWS::EC2::NatGateway\): no more addresses/);
        const again = await desk.run(...five);
        assert.deepEqual([again.code, again.json.error?.code, changes(desk.sandbox)], [2, "DAY-AWS-003", []]);
        assert.match(again.json.error?.fix ?? "", /delete-stack --stack-name pcluster-vpc-stack-2b/);
      },
    );

    await step("NW12: a stack that never ends is given up after an hour", async (desk) => {
      desk.sandbox.settings.networkSeconds = 100_000;
      const begin = desk.clock.now().getTime();
      const { code, json, err } = await desk.run(...five);
      assert.match(err, /pcluster-vpc-stack-2b in us-west-2 is CREATE_IN_PROGRESS/);
      assert.deepEqual([code, json.error?.code], [2, "DAY-AWS-004"], json.error?.message);
      const minutes = (desk.clock.now().getTime() - begin) / 60_000;
      assert.ok(minutes >= 60 && minutes < 62, `${minutes} minutes`);
      const looks = desk.sandbox.requests().filter(({ operation }) => operation === "DescribeStacks");
      assert.ok(looks.length > 100 && looks.length < 135, `${looks.length} looks`);
    });

    await step("a stack that another person is making is waited for, and found", async (desk) => {
      const aws = sandboxAws(desk.sandbox);
      const deps = { aws, clock: desk.clock, signal: new AbortController().signal, random: Math.random };
      const spec = networkStackSpec({ account, az: "us-west-2b", createPolicy: true });
      await networkStack.write(deps, spec, { is: "absent" }, "token");
      aws.close();
      const { code, json, outcomes } = await desk.run(...five);
      assert.deepEqual([code, outcomes[stack], changes(desk.sandbox)], [0, "unchanged", []], json.error?.message);
    });
  }),
);
