import assert from "node:assert/strict";
import { isDefiniteRefusal, isDenied } from "../../lib/aws/aws_error.ts";
import { managedPolicy } from "../../lib/aws/managed_policy.ts";
import { pclusterOmicsAnalysis } from "../../lib/aws/pcluster_omics_analysis.ts";
import { differences } from "../../lib/state/differences.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";

const spec = pclusterOmicsAnalysis(account);
const documentAllowing = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

Deno.test(
  "managed policy",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (aws) => {
      const arn = "arn:aws:iam::123456789012:policy/pcluster-omics-analysis";
      assert.deepEqual(await assertContract(aws, managedPolicy, spec), { arn });
      assert.equal(managedPolicy.key(spec), arn);
    });

    await step("create-cluster 3.6: the document is sent key by key as specified", async (aws, sandbox) => {
      await managedPolicy.write(aws, spec, { is: "absent" }, "token");
      assert.equal(
        sandbox.requests()[0].parameters.PolicyDocument,
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole",' +
          '"Resource":"*","Condition":{"StringLike":{"iam:AWSServiceName":"spot.amazonaws.com"}}}]}',
      );
    });

    await step("a look at its existence is one request, a full one two", async (aws, sandbox) => {
      await managedPolicy.write(aws, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      await managedPolicy.find(aws, spec, "exists");
      await managedPolicy.find(aws, spec, "full");
      assert.deepEqual(operations(sandbox), ["GetPolicy", "GetPolicy", "GetPolicyVersion"]);
    });

    await step("a look that is denied is an error, not an absent policy", async (aws, sandbox) => {
      sandbox.settings.denied.push("iam:GetPolicy");
      await assert.rejects(managedPolicy.find(aws, spec, "exists"), isDenied);
    });

    await step("a denied creation is thrown; a lost answer is not", async (aws, sandbox) => {
      sandbox.settings.denied.push("iam:CreatePolicy");
      await assert.rejects(managedPolicy.write(aws, spec, { is: "absent" }, "token"), isDefiniteRefusal);
      sandbox.settings.denied.pop();
      sandbox.faults.add({ operation: "CreatePolicy", kind: "lost" });
      await managedPolicy.write(aws, spec, { is: "absent" }, "token");
      assert.deepEqual(differences(spec, (await whenReady(aws, managedPolicy, spec)).spec), []);
    });

    await step("another document is seen, and replaced however many versions there are", async (aws, sandbox) => {
      const other = { ...spec, document: documentAllowing("iam:GetRole") };
      await managedPolicy.write(aws, other, { is: "absent" }, "token");
      for (let round = 0; round < 4; round++) {
        for (const wanted of [spec, other]) {
          const seen = await whenReady(aws, managedPolicy, wanted);
          assert.deepEqual(differences(wanted, seen.spec).length > 0, true);
          await managedPolicy.write(aws, wanted, seen, `token-${round}`);
          assert.deepEqual(differences(wanted, (await whenReady(aws, managedPolicy, wanted)).spec), []);
        }
      }
      // IAM refuses to delete a policy that has other versions; the emulator does not.
      sandbox.clearRequests();
      await managedPolicy.remove(aws, spec);
      assert.deepEqual(operations(sandbox), [
        "ListPolicyVersions",
        ...Array(4).fill("DeletePolicyVersion"),
        "DeletePolicy",
      ]);
      assert.deepEqual(await managedPolicy.find(aws, spec, "full"), { is: "absent" });
    });
  }),
);
