import assert from "node:assert/strict";
import { currentSpotPrices } from "../../lib/aws/questions/spot_prices.ts";
import { inSandbox, operations } from "./in_sandbox.ts";
import { onServer } from "./on_server.ts";

const now = new Date("2026-03-01T12:00:00Z");

Deno.test(
  "spot prices",
  inSandbox({}, async (step) => {
    await step("one request for all types of a zone", async ({ aws }, sandbox) => {
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

    await step("prices of several pages, by zone; a type without history is missing", async ({ aws }, sandbox) => {
      sandbox.settings.spotPricePage = 1;
      const types = {
        "r7i.2xlarge": { "us-west-2b": 0.221, "us-west-2c": 9 },
        "r6i.2xlarge": 0.1877,
        "c6i.metal": null,
      };
      Object.assign(sandbox.settings.spotPrices, types);
      const prices = await currentSpotPrices(aws, { zone: "us-west-2b", types: Object.keys(types), now });
      assert.deepEqual([...prices].sort(), [["r6i.2xlarge", 0.1877], ["r7i.2xlarge", 0.221]]);
      assert.ok(operations(sandbox).length >= 2);
    });

    await step("SP8: a denial names types, zone and permission", async ({ aws }, sandbox) => {
      sandbox.settings.denied.push("ec2:DescribeSpotPriceHistory");
      const asked = currentSpotPrices(aws, { zone: "us-west-2b", types: ["r7i.2xlarge", "r6i.2xlarge"], now });
      await assert.rejects(asked, {
        code: "DAY-AWS-002",
        exitCode: 2,
        message: /r6i\.2xlarge, r7i\.2xlarge in us-west-2b.*ec2:DescribeSpotPriceHistory/,
      });
    });

    await step("no types, no request", async ({ aws }, sandbox) => {
      assert.equal((await currentSpotPrices(aws, { zone: "us-west-2b", types: [], now })).size, 0);
      assert.deepEqual(operations(sandbox), []);
    });
  }),
);

const record = (type: string, price: string, timestamp: string) =>
  `<item><instanceType>${type}</instanceType><spotPrice>${price}</spotPrice><timestamp>${timestamp}</timestamp></item>`;
const history = (...items: string[]) =>
  `<DescribeSpotPriceHistoryResponse><spotPriceHistorySet>${
    items.join("")
  }</spotPriceHistorySet><nextToken></nextToken>` +
  `</DescribeSpotPriceHistoryResponse>`;

Deno.test("SP6, SP7: the newest record counts, whatever the order; one that is no number is ignored", async () => {
  const body = history(
    record("a.large", "1.5", "2026-03-01T10:00:00Z"),
    record("a.large", "2.5", "2026-03-01T11:00:00Z"),
    record("a.large", "9.5", "2026-03-01T09:00:00Z"),
    record("b.large", "N/A", "2026-03-01T11:00:00Z"),
    record("c.large", "", "2026-03-01T11:00:00Z"),
  );
  await onServer(() => ({ body }), async ({ aws }) => {
    const prices = await currentSpotPrices(aws, { zone: "us-west-2b", types: ["a.large", "b.large", "c.large"], now });
    assert.deepEqual([...prices], [["a.large", 2.5]]);
  });
});

Deno.test("a refused type is told as such, not as a missing permission", async () => {
  const error = "<Error><Code>InvalidParameterValue</Code><Message>Invalid type x.y</Message></Error>";
  const body = `<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>`;
  await onServer(() => ({ status: 400, body }), async ({ aws }) => {
    const asked = currentSpotPrices(aws, { zone: "us-west-2b", types: ["x.y"], now });
    await assert.rejects(asked, { code: "DAY-AWS-001", message: /x\.y in us-west-2b: Invalid type x\.y/ });
  });
});
