import assert from "node:assert/strict";
import { instancePrice, scratchStoragePrice } from "../../lib/aws/questions/list_prices.ts";
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

const headNode = (deps: Parameters<typeof instancePrice>[0]) =>
  instancePrice(deps, { region: "eu-west-1", type: "r7i.2xlarge" });

Deno.test("decision 3.35: an instance's price is the on-demand one of its region and type", async () => {
  const asked: string[] = [];
  await onServer((_, body) => {
    asked.push(body);
    return priceList({ unit: "Hrs", usd: "0.5922000000" }, { unit: "Quantity", usd: "7" });
  }, async (deps) => {
    assert.deepEqual(await headNode(deps), { usd: 0.5922, date: "2025-11-01" });
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
    ), async (deps) => {
    assert.deepEqual(await scratchStoragePrice(deps, "eu-west-1"), { usd: 0.154, date: "2026-01-05" });
  }));

Deno.test("prices that contradict each other, or none at all, are no price", () =>
  onServer(
    (_, body) =>
      body.includes("AmazonEC2") ? priceList({ unit: "Hrs", usd: "1" }, { unit: "Hrs", usd: "2" }) : priceList(),
    async (deps) => {
      assert.equal(await headNode(deps), undefined);
      assert.equal(await scratchStoragePrice(deps, "eu-west-1"), undefined);
    },
  ));

Deno.test("a price is asked for once: a failure is not tried again", () =>
  onServer(() => ({ status: 500, body: "{}" }), async (deps, requests) => {
    await assert.rejects(headNode(deps));
    assert.equal(requests.length, 1);
  }));

Deno.test("nobody waits for a price after an interruption", () =>
  onServer(() => priceList(), async (deps) => {
    const reason = new Error("stop");
    await assert.rejects(
      instancePrice({ ...deps, signal: AbortSignal.abort(reason) }, { region: "eu-west-1", type: "x" }),
    );
  }));

Deno.test("a price that has not come after three seconds is waited for no longer", () =>
  onServer(() => priceList(), async (deps) => {
    // The time is up before there is anything to send the request with.
    const asked = headNode(deps);
    deps.clock.advance(3_000);
    await assert.rejects(asked, ({ name }: Error) => /TimeoutError|AbortError/.test(name));
  }));
