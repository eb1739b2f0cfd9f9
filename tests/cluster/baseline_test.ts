import assert from "node:assert/strict";
import { networkStack } from "../../lib/aws/resources/network_stack.ts";
import { type Baseline, ensureBaseline } from "../../lib/cluster/create/baseline.ts";
import { networkSpec } from "../../lib/cluster/wanted/network_spec.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { seedNetwork, seedPolicy } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureF, type Sandbox } from "../support/sandbox.ts";
import { ownTemplate } from "../support/own_template.ts";
import { asked, type CreationHere, creations, origins, warned } from "./creation_here.ts";

const shipped = await Deno.readTextFile(new URL("../../templates/network_stack.yaml", import.meta.url));
const stack = "pcluster-vpc-stack-2b";
const tagsPolicy = "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget";
const role = "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns";

async function baselineOf({ run, prepared, findings, survey, sandbox }: CreationHere) {
  const known = await survey();
  return await asked(sandbox, () => ensureBaseline(run, prepared, findings, known));
}

/** The operations that change something, in both lives of a run. */
const changes = (sandbox: Sandbox) =>
  sandbox.requests().filter(({ mutating }) => mutating).map(({ operation }) => operation);

/** A colleague's stack that came up after the gates had looked. */
async function colleaguesStack({ run, findings }: CreationHere, createPolicy: boolean): Promise<void> {
  const spec = await networkSpec(run, findings);
  await networkStack.write(run.deps, { ...spec, createPolicy }, { is: "absent" }, "the colleague's token");
}

function asSeeded({ run, findings: { network } }: CreationHere, baseline: Baseline): void {
  assert.ok(network.is === "present");
  const { publicSubnet, privateSubnet, policyArn, stackCreated } = baseline;
  assert.deepEqual(
    [publicSubnet.value, privateSubnet.value, policyArn.value, stackCreated],
    [network.public[0].value, network.private[0].value, tagsPolicy, false],
  );
  assert.ok(run.journal.facts.every((fact) => fact.fact !== "intent" || fact.kind !== networkStack.kind));
}

Deno.test(
  "the baseline of an empty account",
  creations({}, async (step) => {
    await step("network, policy and role are made, with their intents before them", async (here) => {
      const [requests, baseline] = await baselineOf(here);
      const made = ["CreateStack", "DescribeStacks", "CreatePolicy", "CreateRole", "PutRolePolicy", "GetRole"];
      assert.deepEqual(requests, made);
      const { facts } = here.run.journal;
      const steps = facts.flatMap((each) =>
        each.fact === "intent" || each.fact === "remembered" ? [`${each.fact} ${each.kind}`] : []
      );
      const kinds = ["network-stack", "managed-policy", "scheduler-role"];
      assert.deepEqual(steps, kinds.flatMap((kind) => [`intent ${kind}`, `remembered ${kind}`]));
      assert.deepEqual(origins(here.run), kinds.map((kind) => `${kind}: created`));
      assert.deepEqual([baseline.stackName, baseline.stackCreated], [stack, true]);
      assert.deepEqual([baseline.policyArn.value, baseline.schedulerRoleArn], [tagsPolicy, role]);
      const network = facts.find((each) => each.fact === "remembered");
      const { publicSubnetId, privateSubnetId } = network?.out as Record<string, string>;
      const subnets = [baseline.publicSubnet.value, baseline.privateSubnet.value];
      assert.deepEqual(subnets, [publicSubnetId, privateSubnetId]);
      assert.deepEqual(warned(here.run), []);
    });

    await step("decision 3.6: what is denied in IAM is told, and the run goes on without it", async (here) => {
      here.sandbox.settings.denied = ["iam:CreatePolicy", "iam:CreateRole"];
      const [, baseline] = await baselineOf({
        ...here,
        findings: { ...here.findings, tagsAndBudgetArns: [tagsPolicy] },
      });
      assert.deepEqual(warned(here.run), ["iam.pcluster_omics_analysis", "heartbeat.role"]);
      assert.deepEqual(origins(here.run), ["network-stack: created"]);
      assert.equal(baseline.schedulerRoleArn, "");
      const told = here.events.filter(({ level }) => level === "warn").map(({ message }) => message);
      assert.match(told[0], /baseline: .*iam:CreatePolicy/s);
      assert.match(told[1], /baseline: no heartbeat mails will be sent: .*iam:CreateRole/s);
    });

    await step("decision 3.6: where nobody may look for the role, none is made", async (here) => {
      here.sandbox.settings.denied = ["iam:GetRole"];
      const [requests, baseline] = await baselineOf(here);
      assert.ok(!requests.includes("CreateRole"));
      assert.deepEqual([baseline.schedulerRoleArn, warned(here.run)], ["", ["heartbeat.role"]]);
    });

    await step("without a heartbeat no role is looked for and none made", async (here) => {
      const [requests, baseline] = await baselineOf(here);
      assert.deepEqual(requests, ["CreateStack", "DescribeStacks", "CreatePolicy"]);
      assert.deepEqual([baseline.schedulerRoleArn, warned(here.run)], ["", []]);
    }, { set: { heartbeat_email: "skip" } });

    await step("a network that fails stops the run, with its causes and what to do", async (here) => {
      here.sandbox.settings.failNetwork = { reason: "The maximum number of addresses has been reached." };
      await assert.rejects(baselineOf(here), (error: DayError) => {
        assert.equal(error.code, "DAY-AWS-003");
        assert.match(error.message, /NatGateway \(AWS::EC2::NatGateway\): The maximum number of addresses/);
        assert.match(error.fix, new RegExp(`^a quota is used up: .*\naws cloudformation delete-stack .*${stack}`, "s"));
        return true;
      });
      assert.deepEqual(origins(here.run), []);
      assert.deepEqual(changes(here.sandbox), ["CreateStack"]);
    });

    await step("decision 5a: the network is made from the template below the current folder", async (here) => {
      const { sandbox, run: { deps } } = here;
      const own = `# my own\n${shipped}`;
      const file = await ownTemplate(deps.environment.folder, own);
      sandbox.settings.denied = ["cloudformation:CreateStack"];
      await assert.rejects(baselineOf(here), { code: "DAY-AWS-002" }).finally(() => Deno.remove(file));
      sandbox.settings.denied = [];
      // A resume sends the same, whatever became of the file.
      const [, { stackCreated }] = await baselineOf(await here.resume());
      const sent = sandbox.requests().filter(({ operation }) => operation === "CreateStack");
      assert.equal(stackCreated, true);
      assert.deepEqual(sent.map(({ parameters }) => parameters.TemplateBody), sent.map(() => own));
    });

    await step("a network that is refused stops the run", async (here) => {
      here.sandbox.settings.denied = ["cloudformation:CreateStack"];
      const wanted = { code: "DAY-AWS-002", message: /creating the network stack pcluster-vpc-stack-2b/ };
      await assert.rejects(baselineOf(here), wanted);
      assert.deepEqual(changes(here.sandbox), ["CreateStack"]);
    });

    await step(
      "decision 3.48: a colleague's stack that came up meanwhile is found; EC2 says what is in it",
      async (here) => {
        await colleaguesStack(here, true);
        const [requests, baseline] = await baselineOf(here);
        assert.deepEqual(origins(here.run)[0], "network-stack: found");
        assert.deepEqual([baseline.stackCreated, baseline.policyArn.value], [false, tagsPolicy]);
        assert.ok(requests.includes("DescribeSubnets"));
      },
    );

    await step("a complete stack without the policy stops the run", async (here) => {
      await colleaguesStack(here, false);
      const wanted = {
        code: "DAY-AWS-003",
        message: /the IAM policy pclusterTagsAndBudget does not exist/,
        fix: /delete-stack/,
      };
      await assert.rejects(baselineOf(here), wanted);
    });

    await step("a stack that a person has deleted is made again, without the policy that outlived it", async (here) => {
      const { sandbox, stop } = here;
      sandbox.faults.add({ operation: "CreateStack", kind: "lost", onHit: () => stop.abort(new Error("cut")) });
      await assert.rejects(baselineOf(here), { message: "cut" });
      await networkStack.remove(here.run.deps, await networkSpec(here.run, here.findings));
      const [requests, { stackCreated, policyArn }] = await baselineOf(await here.resume());
      assert.deepEqual([stackCreated, policyArn.value], [true, tagsPolicy]);
      assert.ok(requests.includes("CreateStack"));
    });

    await step("what was chosen in a network that is gone is chosen again in the new one", async (here) => {
      const [, before] = await baselineOf(here);
      await networkStack.remove(here.run.deps, await networkSpec(here.run, here.findings));
      const [, after] = await baselineOf(await here.resume());
      assert.notEqual(after.publicSubnet.value, before.publicSubnet.value);
      assert.notEqual(after.privateSubnet.value, before.privateSubnet.value);
      assert.equal(after.stackCreated, true);
    });

    await step("a resume after each step makes nothing twice", async (here) => {
      const { sandbox } = here;
      const cut = (operation: string, { stop }: CreationHere) =>
        sandbox.faults.add({ operation, kind: "lost", onHit: () => stop.abort(new Error(`cut at ${operation}`)) });
      let life = here;
      for (const operation of ["CreateStack", "CreatePolicy", "CreateRole"]) {
        cut(operation, life);
        await assert.rejects(baselineOf(life), { message: `cut at ${operation}` });
        life = await life.resume();
      }
      const [requests, { stackCreated, schedulerRoleArn }] = await baselineOf(life);
      assert.ok(!requests.some((operation) => operation.startsWith("Create")), requests.join());
      assert.deepEqual([stackCreated, schedulerRoleArn], [true, role]);
      const kinds = ["network-stack", "managed-policy", "scheduler-role"];
      assert.deepEqual(origins(life.run), kinds.map((kind) => `${kind}: created`));
    });
  }),
);

Deno.test(
  "the baseline where everything stands",
  creations(fixtureF, async (step) => {
    const before = (sandbox: Sandbox) => seedPolicy(sandbox.calls, "pcluster-omics-analysis");

    await step("it is taken as it is, without a request", async (here) => {
      const [requests, baseline] = await baselineOf(here);
      assert.deepEqual([requests, baseline.schedulerRoleArn], [[], role]);
      asSeeded(here, baseline);
      assert.deepEqual(origins(here.run), ["managed-policy: found", "scheduler-role: found"]);
    }, { before });

    await step("the role that a person names is taken, and no other is made", async (here) => {
      const [requests, baseline] = await baselineOf(here);
      assert.deepEqual([requests, baseline.schedulerRoleArn], [[], role]);
      assert.deepEqual(origins(here.run), ["managed-policy: found"]);
    }, { before, set: { heartbeat_scheduler_role_arn: role } });

    await step("of two networks a person has to choose one", async (here) => {
      await assert.rejects(baselineOf(here), { code: "DAY-PROMPT-001", message: /public_subnet_id|subnet/ });
    }, { before: (sandbox) => seedNetwork(sandbox.calls, "us-west-2b") });
  }),
);
