import assert from "node:assert/strict";
import { textOf } from "../../lib/sandbox/emulator/xml.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { spotFolder, usualConfig } from "./spot_here.ts";

/** Two nodes on demand, in the first two regions, and one on Spot. */
const config = usualConfig.replace("username:", "on_demand_base: 2\n  username:");
/** Disk and address of a node, USD per hour. */
const other = 0.005 + 20 * 0.08 / 730;

type Summary = { readonly estimated_hourly_usd: number; readonly unpriced: number };
const summaryOf = (data: object) => (data as { result_summary: Summary }).result_summary;

Deno.test(
  "nodes on demand",
  sharedSandbox({}, async (step) => {
    await step(
      "are counted at the price of the price list: in the plan, by the guard, and in what they cost",
      async (sandbox) => {
        sandbox.settings.spotPrices = { "t3.medium": 0.0125 };
        sandbox.settings.listPrices = { "t3.medium": { "us-east-1": 0.0416, "eu-west-1": 0.0456 } };
        const spot = await spotFolder(sandbox, config);
        const cost = 0.0416 + 0.0456 + 0.0125 + 3 * other;
        const planned = await spot.json(["create", "--dry-run"]);
        assert.equal(planned.code, 0, planned.err);
        assert.ok(Math.abs(summaryOf(planned.document.data).estimated_hourly_usd - cost) < 1e-6);
        assert.equal(summaryOf(planned.document.data).unpriced, 0);
        assert.match((await spot.run(["create", "--dry-run"])).out, /1 \(1 on demand\) +0\.0125 +0\.0416/);
        const plan = await spot.run(["cost", "--plan"]);
        assert.match(plan.out, /about \$0\.1/);

        const tooLow = String(cost - 0.001);
        const refused = await spot.json(["create", "--max-hourly-cost", tooLow]);
        assert.deepEqual([refused.code, refused.document.error?.code], [1, "DAY-SPOT-007"]);
        assert.deepEqual(await runningIn(sandbox), []);
        const created = await spot.json(["create", "--max-hourly-cost", String(cost + 0.001)]);
        assert.equal(created.code, 0, created.err);
        const { machines } = await spot.state();
        const prices = Object.values(machines).map(({ region, price_per_hour }) => [region, price_per_hour]).sort();
        assert.deepEqual(prices, [["eu-west-1", 0.0456], ["us-east-1", 0.0416], ["us-west-2", 0.0125]]);

        const { document: { data } } = await spot.json(["cost"]);
        const { rows, total } = data as unknown as {
          rows: {
            region: string;
            lifecycle: string;
            on_demand_usd_per_hour?: number;
            spot_usd_per_hour: number | null;
          }[];
          total: { usd_per_hour: number };
        };
        assert.deepEqual(
          rows.map((row) => [row.region, row.lifecycle, row.on_demand_usd_per_hour ?? null, row.spot_usd_per_hour])
            .sort(),
          [
            ["eu-west-1", "on-demand", 0.0456, null],
            ["us-east-1", "on-demand", 0.0416, null],
            ["us-west-2", "spot", null, 0.0125],
          ],
        );
        assert.ok(Math.abs(total.usd_per_hour - cost) < 1e-5);
        assert.match((await spot.run(["cost"])).out, /Compute \$\/hr.*\n.*t3\.medium \(on demand\) +1 +0\.0456/);

        // One is lost, and nobody agreed to what the rest costs together.
        const [id] = Object.keys(machines);
        await sandbox.calls.query("ec2", "TerminateInstances", { "InstanceId.1": id }, {
          region: String(machines[id].region),
        });
        const dear = await spot.json(["reconcile", "--max-hourly-cost", tooLow]);
        assert.deepEqual([dear.code, dear.document.error?.code], [1, "DAY-SPOT-007"]);
        assert.equal((await runningIn(sandbox)).length, 2);
        assert.equal((await spot.run(["reconcile", "--max-hourly-cost", String(cost + 0.001)])).code, 0);
        assert.equal((await runningIn(sandbox)).length, 3);
      },
    );

    await step(
      "of an unknown price are no cost that is known: the plan says at least, and a limit asks",
      async (sandbox) => {
        sandbox.settings.spotPrices = { "t3.medium": 0.0125 };
        const spot = await spotFolder(sandbox, config);
        const planned = await spot.run(["create", "--dry-run"]);
        assert.equal(planned.code, 0);
        assert.match(planned.out, /1 \(1 on demand\) +0\.0125 +\?/);
        assert.match(
          planned.out,
          /at least \$0\.0591 per hour; the price of 2 nodes is not known; nothing was changed/,
        );
        assert.doesNotMatch(planned.out + planned.err, /about/);
        const refused = await spot.json(["create", "--max-hourly-cost", "100"]);
        assert.deepEqual([refused.code, refused.document.error?.code], [1, "DAY-SPOT-007"]);
        assert.match(
          refused.document.error?.message ?? "",
          /at least 0\.0591 USD per hour; the price of 2 nodes is not known, and the limit is 100/,
        );
        assert.deepEqual(await runningIn(sandbox), []);
        assert.equal((await spot.run(["create", "--max-hourly-cost", "100", "--yes"])).code, 0);
        const { out, err } = await spot.run(["cost"]);
        assert.match(out, /t3\.medium \(on demand\) +1 +\?/);
        assert.match(err, /no price of t3\.medium \(on demand\) in us-east-1a; it is not in the totals/);
      },
    );

    await step("a limit asks too where the price of a node on Spot is not known", async (sandbox) => {
      sandbox.settings.denied = ["ec2:DescribeSpotPriceHistory"];
      const spot = await spotFolder(sandbox);
      const refused = await spot.json(["create", "--max-hourly-cost", "100"]);
      assert.deepEqual([refused.code, refused.document.error?.code], [1, "DAY-SPOT-007"]);
      assert.equal((await spot.run(["create"])).code, 0);
      const { code, out } = await spot.run(["cost"]);
      assert.equal(code, 0);
      assert.match(out, /TOTAL +3 +0\.0000/);
    });

    await step("one after another the cheapest type on demand comes first, as a fleet has it", async (sandbox) => {
      sandbox.settings.spotPrices = { "t3.medium": 0.01, "t3a.medium": 0.02 };
      sandbox.settings.listPrices = { "t3.medium": 0.05, "t3a.medium": 0.03 };
      const one = config.replace("total_instances: 3", "total_instances: 2\n  launch_api: run-instances")
        .replace(/ {2}eu-west-1[^]*/, "").replace("t3.medium", "[t3.medium, t3a.medium]").replace("base: 2", "base: 1");
      const spot = await spotFolder(sandbox, one);
      assert.equal((await spot.run(["create"])).code, 0);
      const launched = (await runningIn(sandbox)).map((
        item,
      ) => [textOf(item, "instanceLifecycle"), textOf(item, "instanceType")]);
      assert.deepEqual(launched.sort(), [["spot", "t3.medium"], [undefined, "t3a.medium"]].sort());
    });
  }),
);
