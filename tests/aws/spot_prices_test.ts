import assert from "node:assert/strict";
import { currentSpotPrices } from "../../lib/aws/spot_prices.ts";
import { inSandbox, operations } from "./in_sandbox.ts";

const now = new Date("2026-03-01T12:00:00Z");

Deno.test(
  "spot prices",
  inSandbox({}, async (step) => {
    await step("one request for all types of a zone", async (aws, sandbox) => {
      const types = ["r7i.2xlarge", "r6i.2xlarge", "r7i.2xlarge"];
      const prices = await currentSpotPrices(aws, { zone: "us-west-2b", types, now });
      for (const [type, price] of prices) assert.ok(types.includes(type) && price > 0);
      assert.deepEqual(operations(sandbox), ["DescribeSpotPriceHistory"]);
      const { Version: _version, Action: _action, ...sent } = sandbox.requests()[0].parameters;
      assert.deepEqual(sent, {
        "InstanceType.1": "r6i.2xlarge",
        "InstanceType.2": "r7i.2xlarge",
        AvailabilityZone: "us-west-2b",
        "ProductDescription.1": "Linux/UNIX",
        StartTime: "2026-03-01T12:00:00Z",
      });
    });

    await step("no types, no request", async (aws, sandbox) => {
      assert.equal((await currentSpotPrices(aws, { zone: "us-west-2b", types: [], now })).size, 0);
      assert.deepEqual(operations(sandbox), []);
    });
  }),
);
