import assert from "node:assert/strict";
import type { Aws } from "../../lib/aws/session.ts";
import { costPrices } from "../../lib/cost/cost_prices.ts";
import { tableInstancePrice, tableNatGatewayPrice, tableScratchStoragePrice } from "../../lib/cost/fallback_prices.ts";
import type { Clock } from "../../lib/host/clock.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { onServer } from "../aws/on_server.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";

const { signal } = new AbortController();

async function ask(aws: Aws, headNode = "r7i.2xlarge", clock: Clock = virtualClock()) {
  const events: DayEvent[] = [];
  const prices = await costPrices(
    { aws, clock, emit: (event) => void events.push(event), signal },
    headNode,
  );
  return { prices, events };
}

function listed(unit: string, usd: string): string {
  const terms = {
    OnDemand: {
      t: { effectiveDate: "2026-02-01T00:00:00Z", priceDimensions: { d: { unit, pricePerUnit: { USD: usd } } } },
    },
  };
  return JSON.stringify({ product: { attributes: { deployment: "Scratch" } }, terms });
}

Deno.test("decision 3.35: the price list comes first, the table has what it does not have", () =>
  onServer((_, body) => {
    const entry = body.includes("AmazonFSx") ? listed("GB-Mo", "0.15") : listed("Hrs", "0.53");
    return { body: JSON.stringify({ PriceList: [entry] }) };
  }, async ({ aws }, requests) => {
    const { prices, events } = await ask(aws);
    assert.deepEqual(prices, {
      others: {},
      headNode: { usd: 0.53, source: "price list", date: "2026-02-01" },
      scratchStorage: { usd: 0.15, source: "price list", date: "2026-02-01" },
      natGateway: { usd: 0.045, source: "table", date: "2026-01" },
    });
    assert.equal(requests.length, 2, "one request for each price that the list can have");
    assert.deepEqual(events, []);
  }));

Deno.test("decision 3.35: a list that fails is no warning: the table stands in", () =>
  onServer(
    () => ({ status: 400, body: JSON.stringify({ __type: "AccessDeniedException" }) }),
    async ({ aws }, requests) => {
      const { prices, events } = await ask(aws);
      assert.deepEqual(prices.headNode, { usd: 0.5292, source: "table", date: "2026-01" });
      assert.deepEqual(prices.scratchStorage, { usd: 0.14, source: "table", date: "2026-01" });
      assert.equal(requests.length, 2, "nothing is tried again");
      assert.deepEqual(
        events.map(({ code, level }) => [code, level]),
        Array(2).fill(["price.list_unavailable", "debug"]),
      );
    },
  ));

Deno.test(
  "decision 3.35: a list that does not answer holds nobody up",
  sharedSandbox({ seed: {} }, async (step) => {
    await step("after three seconds the table stands in", async (sandbox) => {
      const clock = virtualClock();
      const isLast = () => sandbox.requests().length === 2;
      const onHit = () => isLast() ? clock.advance(3_000) : undefined;
      sandbox.faults.add({ service: "pricing", kind: "hang", times: "all", onHit });
      const aws = sandboxAws(sandbox, { region: "eu-west-1" });
      try {
        const { prices, events } = await ask(aws, undefined, clock);
        assert.equal(prices.headNode?.source, "table");
        // Our own limit, and not the much longer one of every request.
        assert.match(events[0].message, /the time is up/);
        assert.equal(sandbox.requests().length, 2);
      } finally {
        aws.close();
      }
    });
  }),
);

Deno.test("decision 3.35: the table knows the head nodes of the menu, by region, and no more than it says", () => {
  for (const size of ["2xlarge", "4xlarge", "8xlarge", "16xlarge"]) {
    assert.ok((tableInstancePrice("us-west-2", `r7i.${size}`) ?? 0) > 0.5);
  }
  assert.equal(
    tableInstancePrice("us-west-2", "r7i.4xlarge"),
    2 * (tableInstancePrice("us-west-2", "r7i.2xlarge") ?? 0),
  );
  const unknown = [["us-west-2", "p5.48xlarge"], ["us-west-2", "r7i"], ["mars-1", "r7i.2xlarge"]];
  for (const [region, type] of unknown) {
    assert.equal(tableInstancePrice(region, type), undefined);
  }
  assert.equal(tableScratchStoragePrice("mars-1"), undefined);
  assert.equal(tableNatGatewayPrice("mars-1"), undefined);
});
