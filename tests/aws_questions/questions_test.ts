import assert from "node:assert/strict";
import { attachedPolicies } from "../../lib/aws/questions/attached_policies.ts";
import { bootFiles, bootFilesIn } from "../../lib/aws/questions/boot_assets.ts";
import { bucketsIn } from "../../lib/aws/questions/buckets.ts";
import { callerIdentity } from "../../lib/aws/questions/identity.ts";
import { ed25519KeyPairs } from "../../lib/aws/questions/key_pairs.ts";
import { localPolicies } from "../../lib/aws/questions/local_policies.ts";
import { appliedQuota, defaultQuota } from "../../lib/aws/questions/quotas.ts";
import { roleArn } from "../../lib/aws/questions/role_arn.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { stackStatus } from "../../lib/aws/questions/stack_status.ts";
import { baselineSubnets } from "../../lib/aws/questions/subnets.ts";
import { neededText } from "../../lib/sandbox/emulator/calls.ts";
import { seedBucket } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";

const account = "123456789012";
const statement = { Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" };
const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

async function asking<T>(sandbox: Sandbox, question: (aws: Aws) => Promise<T>): Promise<T> {
  const aws = sandboxAws(sandbox);
  sandbox.clearRequests();
  try {
    return await question(aws);
  } finally {
    aws.close();
  }
}

Deno.test(
  "questions to AWS",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("the caller has an account and an ARN", async (sandbox) => {
      assert.deepEqual(await asking(sandbox, callerIdentity), { account, arn: `arn:aws:iam::${account}:user/alice` });
    });

    await step("IB15, NW6: every page of the customer-managed policies is read, none of AWS's own", async (sandbox) => {
      for (let from = 0; from < 1000; from += 50) {
        await Promise.all(
          Array.from(
            { length: 50 },
            (_, index) =>
              sandbox.calls.query("iam", "CreatePolicy", { PolicyName: `policy-${from + index}`, PolicyDocument }),
          ),
        );
      }
      const twin = { PolicyName: "pclusterTagsAndBudget", Path: "/team/", PolicyDocument };
      await sandbox.calls.query("iam", "CreatePolicy", twin);
      const policies = await asking(sandbox, localPolicies);
      assert.equal(policies.size, 1003);
      assert.deepEqual([...policies.get("pclusterTagsAndBudget") ?? []].sort(), [
        `arn:aws:iam::${account}:policy/pclusterTagsAndBudget`,
        `arn:aws:iam::${account}:policy/team/pclusterTagsAndBudget`,
      ]);
      assert.equal(policies.has("AdministratorAccess"), false);
      assert.equal(sandbox.requests().length, 2);
    });

    await step("every page of attached policies is read", async (sandbox) => {
      for (const index of Array(105).keys()) {
        const created = await sandbox.calls.query("iam", "CreatePolicy", {
          PolicyName: `own-${index}`,
          PolicyDocument,
        });
        const PolicyArn = neededText(created, "Arn");
        await sandbox.calls.query("iam", "AttachUserPolicy", { UserName: "alice", PolicyArn });
      }
      const alice = { is: "user", name: "alice" } as const;
      const wanted = ["own-104", "DaylilyGlobalEClusterPolicy"];
      const { names, unreadable } = await asking(sandbox, (aws) => attachedPolicies(aws, alice, wanted));
      for (const name of wanted) assert.ok(names.has(name), name);
      assert.deepEqual(unreadable, []);
    });

    await step("a role is found by name, with its path in the ARN; an unknown one is nothing", async (sandbox) => {
      const role = { RoleName: "R", Path: "/team/", AssumeRolePolicyDocument: "{}" };
      await sandbox.calls.query("iam", "CreateRole", role);
      assert.equal(await asking(sandbox, (aws) => roleArn(aws, "R")), `arn:aws:iam::${account}:role/team/R`);
      assert.equal(await asking(sandbox, (aws) => roleArn(aws, "S")), undefined);
    });

    await step("a quota is a number; one that was never applied has a default or nothing", async (sandbox) => {
      sandbox.settings.quotas = { "L-34B43A08": 328, "L-F678F1CE": null, "L-0263D0A3": null };
      sandbox.settings.defaultQuotas["L-0263D0A3"] = null;
      const values = (code: string) =>
        Promise.all(
          [appliedQuota, defaultQuota].map((look) => asking(sandbox, (aws) => look(aws, { service: "ec2", code }))),
        );
      assert.deepEqual(await values("L-34B43A08"), [328, 5]);
      assert.deepEqual(await values("L-F678F1CE"), [undefined, 5]);
      assert.deepEqual(await values("L-0263D0A3"), [undefined, undefined]);
    });

    await step("buckets keep the order of the service and are located only when the name fits", async (sandbox) => {
      for (const name of ["b-omics-analysis-us-west-2", "a-omics-analysis-us-west-2"]) {
        await seedBucket(sandbox.calls, name);
      }
      const { names, unreadable } = await asking(sandbox, (aws) => bucketsIn(aws, "us-west-2", "omics-analysis"));
      assert.deepEqual(names, ["b-omics-analysis-us-west-2", "a-omics-analysis-us-west-2"]);
      assert.deepEqual(unreadable, []);
      const operations = sandbox.requests().map(({ operation }) => operation);
      assert.deepEqual(operations, ["ListBuckets", ...Array(3).fill("GetBucketLocation")]);
    }, { ...fixtureF, buckets: ["c-omics-analysis-eu-west-1", "other-us-west-2"] });

    await step("boot files are found among more objects than one page holds", async (sandbox) => {
      const bucket = "x-omics-analysis-us-west-2";
      const put = (key: string) =>
        sandbox.calls.send("s3", "PUT", `/${bucket}/cluster_boot_config/${key}`, { body: "x" });
      for (let from = 0; from < 1000; from += 50) {
        const many = Array.from({ length: 50 }, (_, index) => put(`a${from + index}`));
        await Promise.all((await Promise.all(many)).map((response) => response.body?.cancel()));
      }
      const present = await asking(sandbox, (aws) => bootFilesIn(aws, bucket));
      assert.deepEqual(bootFiles.filter((name) => !present.has(name)), []);
      await (await sandbox.calls.send("s3", "DELETE", `/${bucket}/cluster_boot_config/sbatch`)).body?.cancel();
      assert.deepEqual((await asking(sandbox, (aws) => bootFilesIn(aws, bucket))).has("sbatch"), false);
    });

    await step("T69 only ed25519 key pairs whose name contains the text, with its case", async (sandbox) => {
      assert.deepEqual(await asking(sandbox, (aws) => ed25519KeyPairs(aws, "omics")), ["a-omics-1"]);
    }, {
      ...fixtureF,
      keys: [{ name: "a-omics-1" }, { name: "OMICS" }, { name: "omics-r", type: "rsa" }, { name: "b" }],
    });

    await step("T74 subnets come from one request, filtered by zone", async (sandbox) => {
      const subnets = await asking(sandbox, (aws) => baselineSubnets(aws, "us-west-2b"));
      assert.deepEqual(
        [...subnets.public, ...subnets.private].map(({ name }) => name),
        ["daylily-cs-us-west-2b Public Subnet", "daylily-cs-us-west-2b Private Subnet"],
      );
      assert.equal(subnets.public[0].vpc, subnets.private[0].vpc);
      const [request, ...others] = sandbox.requests();
      assert.deepEqual(others, []);
      assert.match(JSON.stringify(request.parameters), /availability-zone.*us-west-2b/);
      const elsewhere = await asking(sandbox, (aws) => baselineSubnets(aws, "us-west-2c"));
      assert.deepEqual(elsewhere, { public: [], private: [] });
    });

    await step("a stack has a status; an unknown one has none", async (sandbox) => {
      const status = () => asking(sandbox, (aws) => stackStatus(aws, "pcluster-vpc-stack-2b"));
      assert.equal(await status(), undefined);
      sandbox.settings.networkSeconds = 3600;
      const template = { Resources: { Topic: { Type: "AWS::SNS::Topic" } } };
      await sandbox.calls.query("cloudformation", "CreateStack", {
        StackName: "pcluster-vpc-stack-2b",
        TemplateBody: JSON.stringify(template),
      });
      assert.equal(await status(), "CREATE_IN_PROGRESS");
    });

    await step("a question that gets no answer is an error, never an absence", async () => {
      const signal = AbortSignal.timeout(300);
      const endpoint = "http://127.0.0.1:1";
      const aws = sandboxAws({ endpoint }, { signal });
      const results = await Promise.allSettled([
        callerIdentity(aws),
        localPolicies(aws),
        roleArn(aws, "R"),
        appliedQuota(aws, { service: "ec2", code: "L-34B43A08" }),
        defaultQuota(aws, { service: "ec2", code: "L-34B43A08" }),
        bucketsIn(aws, "us-west-2", "omics"),
        bootFilesIn(aws, "b"),
        ed25519KeyPairs(aws, "omics"),
        baselineSubnets(aws, "us-west-2b"),
        stackStatus(aws, "s"),
        attachedPolicies(aws, { is: "user", name: "alice" }, ["P"]),
      ]);
      aws.close();
      assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(["rejected"]));
    });
  }),
);
