import assert from "node:assert/strict";
import { bucketGate } from "../../lib/preflight/bucket_gate.ts";
import { seedBucket } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { type Changes, judgeIn, operations } from "./world.ts";

/** Made in this order, which no sorting would give. */
const west = ["c-omics-analysis-us-west-2", "b-omics-analysis-us-west-2"];

function judge(sandbox: Sandbox, changes: Changes = {}) {
  return judgeIn(sandbox, changes, bucketGate);
}

function withBuckets(...buckets: string[]) {
  return { ...fixtureF, buckets };
}

Deno.test(
  "bucket gate",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("the only bucket is taken, in two requests", async (sandbox) => {
      const { gate, ...seen } = await judge(sandbox);
      const bucket = "x-omics-analysis-us-west-2";
      assert.deepEqual(gate.found, { value: bucket, origin: "candidate" });
      assert.deepEqual(gate.checks, [{
        id: "s3.bucket_select",
        status: "PASS",
        details: {
          region: "us-west-2",
          candidates: [bucket],
          bucket,
          bucket_url: `s3://${bucket}`,
          origin: "candidate",
        },
        remediation: "",
        commands: [],
      }]);
      assert.deepEqual(operations(seen), ["s3:ListBuckets", "s3:GetBucketLocation"]);
    });

    await step("T64 only buckets of the region whose name fits; no other bucket is located", async (sandbox) => {
      const inWest = await judge(sandbox);
      assert.deepEqual(inWest.gate.checks[0].details.candidates, [west[0]]);
      const located = inWest.requests.filter(({ operation }) => operation === "GetBucketLocation");
      assert.equal(located.length, 2);

      const inEast = await judge(sandbox, { request: { region: "us-east-1", regionAz: "us-east-1a" } });
      assert.deepEqual(inEast.gate.found, { value: "a-omics-analysis-us-east-1", origin: "candidate" });
    }, withBuckets("a-omics-analysis-us-east-1", west[0], "other-us-west-2"));

    await step("T65 the configured bucket is taken without a menu", async (sandbox) => {
      const { gate } = await judge(sandbox, { configured: { s3_bucket_name: west[1] } });
      assert.deepEqual(gate.found, { value: west[1], origin: "file" });
    }, withBuckets(...west));

    await step("T65 an unknown configured bucket leads to a menu in the order of the service", async (sandbox) => {
      for (const name of west) await seedBucket(sandbox.calls, name);
      const { gate, shown } = await judge(sandbox, { configured: { s3_bucket_name: "nope" }, typed: ["9", "", "2"] });
      assert.deepEqual(gate.found, { value: west[1], origin: "answer" });
      assert.match(shown, /1\) c-omics-analysis-us-west-2 \(us-west-2\)\n\s+2\) b-omics-analysis-us-west-2/);
    }, withBuckets());

    await step("T66 the only bucket replaces an unknown configured one, with a notice", async (sandbox) => {
      const { gate, events } = await judge(sandbox, { configured: { s3_bucket_name: "nope" } });
      assert.equal(gate.found?.value, "x-omics-analysis-us-west-2");
      assert.ok(events.some(({ level, message }) => level === "warn" && message.includes("'nope'")));
    });

    await step("T67 with automatic selection off even one bucket is a menu", async (sandbox) => {
      const { gate, shown } = await judge(sandbox, { autoSelect: false, typed: ["1"] });
      assert.deepEqual(gate.found, { value: "x-omics-analysis-us-west-2", origin: "answer" });
      assert.match(shown, /1\) x-omics-analysis-us-west-2/);
    });

    await step("a menu that nobody may answer fails the check", async (sandbox) => {
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.equal(gate.error?.code, "DAY-PROMPT-001");
      assert.deepEqual(gate.error?.details, { key: "s3_bucket_name", choices: gate.checks[0].details.candidates });
    }, withBuckets(...west));

    await step("input that ends at the menu fails the check", async (sandbox) => {
      const { gate } = await judge(sandbox, { typed: [] });
      assert.equal(gate.checks[0].status, "FAIL");
      assert.equal(gate.error?.code, "DAY-PROMPT-002");
    }, withBuckets(...west));

    await step("decision 3.40: a flag that names no candidate fails the check", async (sandbox) => {
      const { gate } = await judge(sandbox, { flags: { s3_bucket_name: "nope" }, typed: ["1"] });
      assert.equal(gate.checks[0].status, "FAIL");
      assert.equal(gate.error?.code, "DAY-CFG-003");
      assert.equal(gate.error?.exitCode, 1);
    });

    await step("no bucket in the region fails", async (sandbox) => {
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.equal(gate.found, undefined);
      assert.match(gate.checks[0].remediation, /us-west-2.*omics-analysis/);
    }, withBuckets("a-omics-analysis-us-east-1"));
  }),
);
