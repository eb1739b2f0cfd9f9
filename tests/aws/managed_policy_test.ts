import assert from "node:assert/strict";
import { isDefiniteRefusal, isDenied } from "../../lib/aws/aws_error.ts";
import { managedPolicy } from "../../lib/aws/resources/managed_policy.ts";
import { pclusterOmicsAnalysis } from "../../lib/aws/resources/pcluster_omics_analysis.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { assertContract, isPerhapsOurs, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";

const spec = pclusterOmicsAnalysis(account);
const documentAllowing = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

Deno.test(
  "managed policy",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      const arn = "arn:aws:iam::123456789012:policy/pcluster-omics-analysis";
      assert.deepEqual(await assertContract(deps, managedPolicy, spec), { arn });
      assert.equal(managedPolicy.key(spec), "123456789012/global/pcluster-omics-analysis");
    });

    await step("IB15, create-cluster 3.6: the document is sent key by key as specified", async (deps, sandbox) => {
      await managedPolicy.write(deps, spec, { is: "absent" }, "token");
      assert.equal(
        sandbox.requests()[0].parameters.PolicyDocument,
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole",' +
          '"Resource":"*","Condition":{"StringLike":{"iam:AWSServiceName":"spot.amazonaws.com"}}}]}',
      );
    });

    await step("a look at its existence is one request, a full one two", async (deps, sandbox) => {
      await managedPolicy.write(deps, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      await managedPolicy.find(deps, spec, "exists");
      await managedPolicy.find(deps, spec, "full");
      assert.deepEqual(operations(sandbox), ["GetPolicy", "GetPolicy", "GetPolicyVersion"]);
    });

    await step("a look that is denied is an error, not an absent policy", async (deps, sandbox) => {
      sandbox.settings.denied.push("iam:GetPolicy");
      await assert.rejects(managedPolicy.find(deps, spec, "exists"), isDenied);
    });

    await step("a denied creation and a lost answer are thrown", async (deps, sandbox) => {
      sandbox.settings.denied.push("iam:CreatePolicy");
      await assert.rejects(managedPolicy.write(deps, spec, { is: "absent" }, "token"), isDefiniteRefusal);
      sandbox.settings.denied.pop();
      sandbox.faults.add({ operation: "CreatePolicy", kind: "lost" });
      await assert.rejects(managedPolicy.write(deps, spec, { is: "absent" }, "token"), isPerhapsOurs);
      assert.deepEqual(differences(spec, (await whenReady(deps, managedPolicy, spec)).spec), []);
    });

    await step("another document is seen, and replaced however many versions there are", async (deps, sandbox) => {
      const other = { ...spec, document: documentAllowing("iam:GetRole") };
      await managedPolicy.write(deps, other, { is: "absent" }, "token");
      for (let round = 0; round < 4; round++) {
        for (const wanted of [spec, other]) {
          const seen = await whenReady(deps, managedPolicy, wanted);
          assert.deepEqual(differences(wanted, seen.spec).length > 0, true);
          await managedPolicy.write(deps, wanted, seen, `token-${round}`);
          assert.deepEqual(differences(wanted, (await whenReady(deps, managedPolicy, wanted)).spec), []);
        }
      }
      // IAM refuses to delete a policy that has other versions; the emulator does not.
      sandbox.clearRequests();
      await managedPolicy.remove(deps, spec);
      assert.deepEqual(operations(sandbox), [
        "ListPolicyVersions",
        ...Array(4).fill("DeletePolicyVersion"),
        "DeletePolicy",
      ]);
      assert.deepEqual(await managedPolicy.find(deps, spec, "full"), { is: "absent" });
    });
  }),
);
