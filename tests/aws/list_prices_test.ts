import assert from "node:assert/strict";
import { instancePrice, scratchStoragePrice } from "../../lib/aws/questions/list_prices.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { type Answer, onServer } from "./on_server.ts";

type Row = { readonly unit: string; readonly usd: string; readonly since?: string; readonly attributes?: object };

/** An answer in the shape of the service: each product is a text that holds JSON. */
function priceList(...rows: readonly Row[]): Answer {
  const PriceList = rows.map(({ unit, usd, since = "2025-11-01T00:00:00Z", attributes = {} }, index) =>
    JSON.stringify({
      product: { productFamily: "any", attributes, sku: `SKU${index}` },
      terms: {
        OnDemand: {
          [`SKU${index}.T`]: {
            effectiveDate: since,
            priceDimensions: { [`SKU${index}.T.D`]: { unit, pricePerUnit: { USD: usd } } },
          },
        },
        Reserved: { no: { priceDimensions: { price: { unit, pricePerUnit: { USD: "0.01" } } } } },
      },
    })
  );
  return { body: JSON.stringify({ FormatVersion: "aws_v1", PriceList }) };
}

const headNode = (aws: Aws) => instancePrice(aws, { region: "eu-west-1", type: "r7i.2xlarge" });

Deno.test("decision 3.35: an instance's price is the on-demand one of its region and type", async () => {
  const asked: string[] = [];
  await onServer((_, body) => {
    asked.push(body);
    return priceList({ unit: "Hrs", usd: "0.5922000000" }, { unit: "Quantity", usd: "7" });
  }, async ({ aws }) => {
    assert.deepEqual(await headNode(aws), { usd: 0.5922, date: "2025-11-01" });
  });
  const { ServiceCode, Filters } = JSON.parse(asked[0]) as { ServiceCode: string; Filters: Record<string, string>[] };
  assert.equal(ServiceCode, "AmazonEC2");
  const filters = Object.fromEntries(Filters.map(({ Field, Value }) => [Field, Value]));
  assert.deepEqual(filters, {
    regionCode: "eu-west-1",
    instanceType: "r7i.2xlarge",
    operatingSystem: "Linux",
    preInstalledSw: "NA",
    tenancy: "Shared",
    capacitystatus: "Used",
  });
});

Deno.test("decision 3.35: of the Lustre prices the one of scratch storage counts", () =>
  onServer(() =>
    priceList(
      { unit: "GB-Mo", usd: "0.145", attributes: { deployment_option: "Persistent" } },
      { unit: "GB-Mo", usd: "0.154", attributes: { deployment_option: "Scratch" } },
      { unit: "GB-Mo", usd: "0.154", since: "2026-01-05T00:00:00Z", attributes: { deployment_option: "Scratch" } },
    ), async ({ aws }) => {
    assert.deepEqual(await scratchStoragePrice(aws, "eu-west-1"), { usd: 0.154, date: "2026-01-05" });
  }));

Deno.test("prices that contradict each other, or none at all, are no price", () =>
  onServer(
    (_, body) =>
      body.includes("AmazonEC2") ? priceList({ unit: "Hrs", usd: "1" }, { unit: "Hrs", usd: "2" }) : priceList(),
    async ({ aws }) => {
      assert.equal(await headNode(aws), undefined);
      assert.equal(await scratchStoragePrice(aws, "eu-west-1"), undefined);
    },
  ));

Deno.test("a price is asked for once: a failure is not tried again", () =>
  onServer(() => ({ status: 500, body: "{}" }), async ({ aws }, requests) => {
    await assert.rejects(headNode(aws));
    assert.equal(requests.length, 1);
  }));

Deno.test("nobody waits for a price after an interruption", () =>
  onServer(() => priceList(), async ({ aws }) => {
    const reason = new Error("stop");
    await assert.rejects(instancePrice(aws, { region: "eu-west-1", type: "x" }, AbortSignal.abort(reason)));
  }));
