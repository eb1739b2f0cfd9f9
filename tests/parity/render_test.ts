import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import type { Sandbox } from "../support/sandbox.ts";
import {
  artifact,
  type Changes,
  changing,
  document,
  type Ended,
  fileNames,
  parityCases,
  reported,
  requestsOf,
  runCreate,
  stateOf,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

const template = await Deno.readTextFile(new URL("../../templates/cluster.yaml", import.meta.url));

/** The parts of a cluster file that the cases look at. */
type Cluster = {
  readonly HeadNode: { readonly InstanceType: string };
  readonly Scheduling: {
    readonly SlurmQueues: readonly {
      readonly Name: string;
      readonly AllocationStrategy: string;
      readonly ComputeResources: readonly { readonly SpotPrice: number; readonly MaxCount: number }[];
    }[];
  };
  readonly SharedStorage: readonly [{
    readonly Name: string;
    readonly FsxLustreSettings: { readonly ImportPath: string; readonly StorageCapacity: number };
  }];
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
};

const finalFile = /^tc1_cluster_\d{14}\.yaml$/;

function tagsOf({ Tags }: Cluster): Record<string, string> {
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key.replace("aws-parallelcluster-", ""), Value]));
}

/** The price of each queue; its compute resources must agree on it. */
function pricesOf({ Scheduling }: Cluster): Record<string, number> {
  return Object.fromEntries(Scheduling.SlurmQueues.map(({ Name, ComputeResources }) => {
    const prices = new Set(ComputeResources.map(({ SpotPrice }) => SpotPrice));
    assert.equal(prices.size, 1, Name);
    return [Name, [...prices][0]];
  }));
}

/** Runs with a cluster template of one's own in the working folder. */
async function withTemplate(sandbox: Sandbox, text: string, changes: Changes = {}): Promise<Ended> {
  const path = join(sandbox.folder, "own.yaml");
  await Deno.writeTextFile(path, text);
  return await runCreate(sandbox, { environment, ...changes, flags: ["--template", path] });
}

Deno.test(
  "parity: rendering",
  parityCases(async (run) => {
    await run("T87 T88 PT4 PT8 PT9 PT20 the shipped template in fixture F", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      const text = await artifact(ended, finalFile);
      const cluster = parse(text) as Cluster;
      const { "daylily-git-deets": git, ...tags } = tagsOf(cluster);
      assert.deepEqual(tags, {
        "username": "tester-alice",
        "jobid": "aws_profile-p",
        "project": "da-us-west-2b-tc1",
        "clustername": "tc1",
        "enforce-budget": "skip",
        "monitor-bucket": "s3://x-omics-analysis-us-west-2",
      });
      assert.match(git, /^[^\s]*-[0-9a-f]{40}-0\.7\.601$/);
      const [{ Name, FsxLustreSettings }] = cluster.SharedStorage;
      assert.equal(Name, "fsx-tc1");
      assert.equal(FsxLustreSettings.ImportPath, "s3://x-omics-analysis-us-west-2/data/");
      assert.equal(FsxLustreSettings.StorageCapacity, 4800);
      assert.doesNotMatch(text, /REGSUB_|CALCULATE_MAX_SPOT_PRICE|\$\{/);
      assert.equal(await artifact(ended, /\.yaml\.init$/), template);

      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      const again = await runCreate(sandbox, { environment });
      assert.equal(await artifact(again, finalFile), text);
    });

    await run("T87 T89 PT7 other dollar signs stay, also such as $22.93", async (sandbox) => {
      const comment = "# about $22.93 an hour: ${HOME} $HOME $PATH ${NAME:-x}\n";
      const ended = await withTemplate(sandbox, comment + template);
      assert.equal(ended.code, 0, ended.err);
      assert.ok((await artifact(ended, finalFile)).includes(comment));
    });

    for (const token of ["${REGSUB_UNKNOWN}", "REGSUB_REGION", "${REGSUB_FOO}"]) {
      await run(`T90 PT6 the token ${token} ends the run before anything is made`, async (sandbox) => {
        const ended = await withTemplate(sandbox, `# ${token}\n${template}`);
        assert.equal(ended.code, 1);
        assert.ok(ended.err.includes(token.replace(/[${}]/g, "")), ended.err);
        assert.deepEqual(changing(ended), []);
      });
    }

    await run("T91 a value with the signs of a replacement is inserted as it is", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment, values: { headnode_instance_type: "r7i.$&$1$$x" } });
      assert.equal(ended.code, 0, ended.err);
      assert.equal((await document<Cluster>(ended, finalFile)).HeadNode.InstanceType, "r7i.$&$1$$x");
    });

    await run("T92 where git says nothing the tag is git:unknown, on one line", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment, tools: { git: null }, flags: ["--pass-on-warn"] });
      assert.equal(ended.code, 0, ended.err);
      assert.equal(tagsOf(await document<Cluster>(ended, finalFile))["daylily-git-deets"], "git:unknown");
    });

    await run("PT11 programs on the nodes find project, bucket and import path line by line", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment });
      const lines = (await artifact(ended, finalFile)).split("\n").map((line) => line.trim());
      const behind = lines[lines.findIndex((line) => line.endsWith("Key: aws-parallelcluster-project")) + 1];
      assert.equal(behind.split(/\s+/)[1], "da-us-west-2b-tc1");
      assert.equal(
        lines.find((line) => line.startsWith("ImportPath:")),
        "ImportPath: s3://x-omics-analysis-us-west-2/data/",
      );
      const script = lines.find((line) => line.includes("Script: s3://")) ?? "";
      assert.match(script, /s3:\/\/x-omics-analysis-us-west-2\//);
    });

    for (const size of ["1200", "2400", "7200"]) {
      await run(`PT15 a file system of ${size}`, async (sandbox) => {
        const ended = await runCreate(sandbox, { environment, values: { fsx_fs_size: size } });
        assert.equal(ended.code, 0, ended.err);
        const [{ FsxLustreSettings }] = (await document<Cluster>(ended, finalFile)).SharedStorage;
        assert.equal(FsxLustreSettings.StorageCapacity, Number(size));
      });
    }

    await run("PT15 T36 sizes, counts and names that ParallelCluster refuses", async (sandbox) => {
      const values = { fsx_fs_size: "3600", max_count_8I: "0" };
      const ended = await runCreate(sandbox, { values });
      assert.equal(ended.code, 1);
      const failed = (await reported(ended)).filter(({ status }) => status === "FAIL").map(({ id }) => id);
      assert.deepEqual(failed, ["config.max_count_8I", "config.fsx_fs_size"]);
      for (const name of ["9lives", "-a", "a".repeat(26)]) {
        const refused = await runCreate(sandbox, { flags: [`--set=cluster_name=${name}`] });
        assert.equal(refused.code, 1);
        assert.match(refused.err, /DAY-CFG-003/);
      }
    });

    await run("PT16 the three allocation strategies and no other", async (sandbox) => {
      for (const strategy of ["capacity-optimized", "lowest-price", "price-capacity-optimized"]) {
        await Deno.remove(join(sandbox.home, ".config"), { recursive: true }).catch(() => {});
        const ended = await runCreate(sandbox, {
          environment,
          values: { spot_instance_allocation_strategy: strategy },
        });
        assert.equal(ended.code, 0, ended.err);
        const { SlurmQueues } = (await document<Cluster>(ended, finalFile)).Scheduling;
        assert.deepEqual([...new Set(SlurmQueues.map((queue) => queue.AllocationStrategy))], [strategy]);
      }
      const refused = await runCreate(sandbox, { flags: ["--set", "spot_instance_allocation_strategy=diversified"] });
      assert.equal(refused.code, 1);
      assert.match(refused.err, /must be one of price-capacity-optimized, capacity-optimized, lowest-price/);
    });
  }),
);

/** Prices of the fourteen types of the shipped template. */
const prices: Readonly<Record<string, number>> = {
  ...{ "r7i.2xlarge": 0.2, "r6i.2xlarge": 0.1 },
  ...{
    "c6i.metal": 1.1,
    "c6i.32xlarge": 1.2,
    "m6i.32xlarge": 1.3,
    "m6i.metal": 2,
    "r6i.metal": 2.1,
    "r6i.32xlarge": 9.9,
  },
  ...{ "c7i.48xlarge": 1, "c7i.metal-48xl": 2, "m7i.metal-48xl": 3, "m7i.48xlarge": 4 },
  ...{ "r7i.48xlarge": 5, "r7i.metal-48xl": 7 },
};

Deno.test(
  "parity: Spot prices",
  parityCases(async (run) => {
    await run("T93 PT10 SP3 SP12 SP13 each queue has the median of its types and 4.14", async (sandbox) => {
      sandbox.settings.spotPrices = { ...prices };
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      const cluster = await document<Cluster>(ended, finalFile);
      assert.deepEqual(pricesOf(cluster), { i8: 4.29, i128: 5.79, i192: 7.64, i192mem: 8.64, i192bigmem: 10.14 });
      const all = cluster.Scheduling.SlurmQueues.flatMap((queue) => queue.ComputeResources);
      assert.deepEqual(all.map(({ SpotPrice }) => typeof SpotPrice), Array(8).fill("number"));
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

    await run("SP1 SP2 SP4 equal, even and odd pools", async (sandbox) => {
      const queue = (name: string, ...types: string[]) =>
        `  - Name: ${name}\n    CapacityType: SPOT\n    ComputeResources:\n` +
        types.map((type, index) =>
          `    - Name: c${index}\n      Instances: [{InstanceType: ${type}}]\n      SpotPrice: CALCULATE_MAX_SPOT_PRICE\n`
        ).join("");
      const own = "# ${REGSUB_REGION} ${REGSUB_PUB_SUBNET} ${REGSUB_PRIVATE_SUBNET} ${REGSUB_CLUSTER_NAME}\n" +
        "Scheduling:\n  SlurmQueues:\n" + queue("same", "a1.large", "b1.large") +
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

    await run("SP10 E22 a placeholder that nothing can replace ends the run", async (sandbox) => {
      const own = template.replace("CapacityType: SPOT", "CapacityType: ONDEMAND");
      const ended = await withTemplate(sandbox, own);
      assert.equal(ended.code, 1, ended.err);
      assert.match(ended.err, /CALCULATE_MAX_SPOT_PRICE/);
      assert.deepEqual(changing(ended), []);
      assert.ok(!(await fileNames(ended)).some((name) => finalFile.test(name)));
    });

    await run("SP11 SP16 a price that stands there is overwritten, and all else stays", async (sandbox) => {
      const own = "# a comment of mine\n" + template.replace("SpotPrice: CALCULATE_MAX_SPOT_PRICE", "SpotPrice: 0.01");
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
