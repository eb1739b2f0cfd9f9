import assert from "node:assert/strict";
import { parse } from "yaml";
import { type Cluster, finalFile, pricesOf, resourcesOf, template, withTemplate } from "./cluster_file.ts";
import {
  artifact,
  changing,
  document,
  fileNames,
  parityCases,
  requestsOf,
  runCreate,
  stateOf,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

/** Prices of the fourteen types of the shipped template. */
const prices: Readonly<Record<string, number>> = {
  ...{ "r7i.2xlarge": 0.2, "r6i.2xlarge": 0.1 },
  ...{
    "c6i.metal": 2.1,
    "c6i.32xlarge": 1.2,
    "m6i.32xlarge": 9.9,
    "m6i.metal": 1.1,
    "r6i.metal": 1.3,
    "r6i.32xlarge": 2,
  },
  ...{ "c7i.48xlarge": 1, "c7i.metal-48xl": 2, "m7i.metal-48xl": 3, "m7i.48xlarge": 4 },
  ...{ "r7i.48xlarge": 5, "r7i.metal-48xl": 7 },
};

/** The beginning of a template of one's own, and queues to go on with. */
const queues = "Region: ${REGSUB_REGION}\nScheduling:\n  SlurmQueues:\n";

function queue(name: string, ...types: string[]): string {
  const resources = types.map((type, index) =>
    `    - Name: c${index}\n      Instances: [{InstanceType: ${type}}]\n      SpotPrice: CALCULATE_MAX_SPOT_PRICE\n`
  );
  return `  - Name: ${name}\n    CapacityType: SPOT\n    ComputeResources:\n${resources.join("")}`;
}

Deno.test(
  "parity: Spot prices",
  parityCases(async (run) => {
    await run("T93 PT10 SP3 SP12 SP13 each queue has the median of its types and 4.14", async (sandbox) => {
      sandbox.settings.spotPrices = { ...prices };
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      const cluster = await document<Cluster>(ended, finalFile);
      assert.deepEqual(pricesOf(cluster), { i8: 4.29, i128: 5.79, i192: 7.64, i192mem: 8.64, i192bigmem: 10.14 });
      assert.deepEqual(resourcesOf(cluster).map(({ SpotPrice }) => typeof SpotPrice), Array(8).fill("number"));
      const [asked, ...others] = requestsOf(ended, "DescribeSpotPriceHistory");
      assert.equal(others.length, 0);
      assert.equal(asked.parameters.AvailabilityZone, "us-west-2b");
      assert.equal(asked.parameters["ProductDescription.1"], "Linux/UNIX");
      const types = Object.keys(asked.parameters).filter((name) => name.startsWith("InstanceType."));
      assert.equal(types.length, 14);
    });

    await run("T94 SP6 a type without history counts 5.55, with a warning", async (sandbox) => {
      sandbox.settings.spotPrices = { "r7i.2xlarge": 0.45, "r6i.2xlarge": null };
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      assert.equal(pricesOf(await document<Cluster>(ended, finalFile)).i8, 7.14);
      const warnings = (await stateOf(ended)).warnings.filter(({ id }) => id === "price.fallback");
      assert.equal(warnings.length, 1);
      assert.match(warnings[0].message, /us-west-2b.*r6i\.2xlarge.*5\.55/);
    });

    await run("SP7 a price that is no number counts 5.55", async (sandbox) => {
      // The sandbox writes it as `NaN`.
      sandbox.settings.spotPrices = { "r7i.2xlarge": 0.45, "r6i.2xlarge": NaN };
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      assert.equal(pricesOf(await document<Cluster>(ended, finalFile)).i8, 7.14);
    });

    await run("SP18 sums are rounded to four decimals", async (sandbox) => {
      const sums = [[4.34565, 4.3457], [5.00005, 5], [4.99995, 5], [7.14, 7.14]];
      const own = queues + sums.map((_, index) => queue(`q${index}`, `t${index}.large`)).join("");
      sandbox.settings.spotPrices = Object.fromEntries(sums.map(([sum], index) => [`t${index}.large`, sum - 4.14]));
      const ended = await withTemplate(sandbox, own);
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(
        Object.values(pricesOf(await document<Cluster>(ended, finalFile))),
        sums.map(([, rounded]) => rounded),
      );
    });

    await run("SP1 SP2 SP4 equal, even and odd pools", async (sandbox) => {
      const own = queues + queue("same", "a1.large", "b1.large") +
        queue("even", "r7i.2xlarge", "r6i.2xlarge") + queue("odd", "c1.large", "c2.large", "c3.large");
      sandbox.settings.spotPrices = {
        ...{ "a1.large": 1, "b1.large": 1, "r7i.2xlarge": 0.221, "r6i.2xlarge": 0.1877 },
        ...{ "c1.large": 1, "c2.large": 5, "c3.large": 2 },
      };
      const ended = await withTemplate(sandbox, own);
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(pricesOf(await document<Cluster>(ended, finalFile)), { same: 5.14, even: 4.3443, odd: 6.14 });
    });

    await run("T95 E23 SP8 prices that may not be read end the run before anything is made", async (sandbox) => {
      sandbox.settings.denied.push("ec2:DescribeSpotPriceHistory");
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 2, ended.err);
      assert.match(ended.err, /ec2:DescribeSpotPriceHistory/);
      assert.match(ended.err, /r7i\.2xlarge[\s\S]*us-west-2b/);
      assert.ok(!(await fileNames(ended)).some((name) => finalFile.test(name)));
      assert.deepEqual(changing(ended), []);
    });

    for (const SpotPrice of ["0.5", "CALCULATE_MAX_SPOT_PRICE"]) {
      await run(`SP10 a queue without types that says ${SpotPrice}`, async (sandbox) => {
        const own = queues + queue("q", "r7i.2xlarge") + "  - Name: none\n    CapacityType: SPOT\n" +
          `    ComputeResources: [{Name: c, Instances: [], SpotPrice: ${SpotPrice}}]\n`;
        const ended = await withTemplate(sandbox, own);
        if (SpotPrice === "0.5") {
          assert.equal(ended.code, 0, ended.err);
          assert.equal(pricesOf(await document<Cluster>(ended, finalFile)).none, 0.5);
        } else {
          assert.equal(ended.code, 1, ended.err);
          assert.match(ended.err, /CALCULATE_MAX_SPOT_PRICE/);
          assert.deepEqual(changing(ended), []);
        }
      });
    }

    await run("SP10 E22 a placeholder that nothing can replace ends the run", async (sandbox) => {
      const own = template.replace("CapacityType: SPOT", "CapacityType: ONDEMAND");
      const ended = await withTemplate(sandbox, own);
      assert.equal(ended.code, 1, ended.err);
      assert.match(ended.err, /CALCULATE_MAX_SPOT_PRICE/);
      assert.deepEqual(changing(ended), []);
      assert.ok(!(await fileNames(ended)).some((name) => finalFile.test(name)));
    });

    await run("SP11 SP16 a price that stands there is overwritten, and all else stays", async (sandbox) => {
      const line = /^ +SpotPrice: .*\n/m.exec(template)?.[0] ?? "";
      // The first resource says something else, the second one nothing.
      const other = template.replace(line, line.replace("CALCULATE_MAX_SPOT_PRICE", "0.01")).replace(line, "");
      const own = `# a comment of mine\n${other}`;
      sandbox.settings.spotPrices = { ...prices };
      const ended = await withTemplate(sandbox, own);
      assert.equal(ended.code, 0, ended.err);
      const text = await artifact(ended, finalFile);
      assert.equal(pricesOf(parse(text) as Cluster).i8, 4.29);
      assert.match(text, /^---\n/);
      assert.deepEqual(
        Object.keys(parse(text) as object),
        Object.keys(parse(template.replace(/\$\{\w+\}/g, "x")) as object),
      );
      for (const line of own.split("\n").filter((each) => each.trim().startsWith("#") && !each.includes("${"))) {
        assert.ok(text.includes(line), line);
      }
    });

    await run("SP17 a template without queues keeps its meaning", async (sandbox) => {
      const own = "Region: ${REGSUB_REGION}\nImage: {Os: ubuntu2204}\n";
      const ended = await withTemplate(sandbox, own);
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(await document(ended, finalFile), { Region: "us-west-2", Image: { Os: "ubuntu2204" } });
    });

    await run("SP14 T11 another zone is asked in its own region", async (sandbox) => {
      const region = "eu-central-1";
      const pair = await sandbox.calls.query("ec2", "CreateKeyPair", { KeyName: "omics-k", KeyType: "ed25519" }, {
        region,
      });
      assert.match(pair, /keyMaterial/);
      const argv = ["--region-az", "eu-central-1b", "--profile", "p", "--config", "my.cfg.yaml"];
      const ended = await runCreate(sandbox, { argv, environment, typed: ["1"] });
      assert.equal(ended.code, 0, ended.err);
      const [asked] = requestsOf(ended, "DescribeSpotPriceHistory");
      assert.deepEqual([asked.region, asked.parameters.AvailabilityZone], [region, "eu-central-1b"]);
    }, { network: "eu-central-1b", buckets: ["x-omics-analysis-eu-central-1"] });
  }),
);
