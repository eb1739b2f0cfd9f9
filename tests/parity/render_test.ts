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

/** What head node and queues have in common. */
type Equipped = { readonly Iam: unknown; readonly CustomActions: unknown };

type ComputeResource = {
  readonly Name: string;
  readonly Instances: readonly { readonly InstanceType: string }[];
  readonly MinCount: number;
  readonly MaxCount: number;
  readonly SpotPrice: number;
  readonly Networking: unknown;
  readonly Efa: unknown;
};

/** The parts of a cluster file that the cases look at. */
type Cluster = {
  readonly HeadNode: Equipped & {
    readonly InstanceType: string;
    readonly LocalStorage: { readonly RootVolume: { readonly DeleteOnTermination: unknown } };
  };
  readonly Scheduling: {
    readonly SlurmQueues: readonly (Equipped & {
      readonly Name: string;
      readonly CapacityType: string;
      readonly AllocationStrategy: string;
      readonly ComputeResources: readonly ComputeResource[];
    })[];
  };
  readonly Monitoring: { readonly DetailedMonitoring: unknown };
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

function resourcesOf({ Scheduling }: Cluster): readonly ComputeResource[] {
  return Scheduling.SlurmQueues.flatMap(({ ComputeResources }) => ComputeResources);
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
      assert.equal(cluster.HeadNode.LocalStorage.RootVolume.DeleteOnTermination, true);
      assert.equal(cluster.Monitoring.DetailedMonitoring, false);
      assert.deepEqual(resourcesOf(cluster).map(({ MaxCount }) => MaxCount), Array(8).fill(1));
      assert.doesNotMatch(text, /REGSUB_|CALCULATE_MAX_SPOT_PRICE|\$\{/);
      assert.equal(await artifact(ended, /\.yaml\.init$/), template);

      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      const again = await runCreate(sandbox, { environment });
      assert.equal(await artifact(again, finalFile), text);
    });

    await run("PT1 PT2 PT3 PT4 PT17 PT19 what the shipped template makes", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      const census: Record<string, number> = {};
      const authored = await artifact(ended, /\.yaml\.init$/);
      for (const [, name] of authored.matchAll(/\$\{REGSUB_(\w+)\}/g)) census[name] = (census[name] ?? 0) + 1;
      assert.deepEqual(census, {
        ...{ REGION: 7, PUB_SUBNET: 1, PRIVATE_SUBNET: 5, KEYNAME: 1, SSH_CIDR: 1, HEADNODE_INSTANCE_TYPE: 1 },
        ...{ S3_BUCKET_INIT: 7, S3_BUCKET_NAME: 12, S3_BUCKET_REF: 1, S3_IAM_POLICY: 6, ALLOCATION_STRATEGY: 5 },
        ...{ MAX_COUNT_8I: 2, MAX_COUNT_128I: 3, MAX_COUNT_192I: 3, FSX_SIZE: 1, SAVE_FSX: 1, CLUSTER_NAME: 2 },
        ...{ DETAILED_MONITORING: 1, DELETE_LOCAL_ROOT: 1, ENFORCE_BUDGET: 1, AWS_ACCOUNT_ID: 1, USERNAME: 1 },
        ...{ PROJECT: 1, DAYLILY_GIT_DEETS: 1 },
      });
      assert.equal(authored.match(/CALCULATE_MAX_SPOT_PRICE/g)?.length, 8);

      const cluster = await document<Cluster>(ended, finalFile);
      const sections = [
        "Region",
        "Image",
        "HeadNode",
        "Scheduling",
        "Monitoring",
        "SharedStorage",
        "Tags",
        "DevSettings",
      ];
      assert.deepEqual(Object.keys(cluster), sections);
      const { SlurmQueues } = cluster.Scheduling;
      const listed = SlurmQueues.flatMap(({ Name, ComputeResources }) =>
        ComputeResources.map((each) =>
          [Name, each.Name, ...each.Instances.map(({ InstanceType }) => InstanceType)].join(" ")
        )
      );
      assert.deepEqual(listed, [
        "i8 r7gb64 r7i.2xlarge",
        "i8 r6gb64 r6i.2xlarge",
        "i128 c6gb256 c6i.metal c6i.32xlarge",
        "i128 m6gb512 m6i.32xlarge m6i.metal",
        "i128 r6gb1024r6 r6i.metal r6i.32xlarge",
        "i192 all c7i.48xlarge c7i.metal-48xl m7i.metal-48xl m7i.48xlarge r7i.48xlarge r7i.metal-48xl",
        "i192mem all m7i.metal-48xl m7i.48xlarge r7i.48xlarge r7i.metal-48xl",
        "i192bigmem all r7i.48xlarge r7i.metal-48xl",
      ]);

      assert.deepEqual(SlurmQueues.map(({ CapacityType }) => CapacityType), Array(5).fill("SPOT"));
      for (const { MinCount, Networking, Efa } of resourcesOf(cluster)) {
        const off = { Enabled: false };
        assert.deepEqual({ MinCount, Networking, Efa }, { MinCount: 0, Networking: { PlacementGroup: off }, Efa: off });
      }

      const bucket = "x-omics-analysis-us-west-2";
      const Script = `s3://${bucket}/cluster_boot_config/post_install_ubuntu_combined.sh`;
      for (const { Iam, CustomActions } of [cluster.HeadNode, ...SlurmQueues]) {
        assert.deepEqual(CustomActions, {
          OnNodeConfigured: { Script, Args: ["us-west-2", bucket, "na", "na"] },
        });
        assert.deepEqual(Iam, {
          S3Access: [{ BucketName: bucket, EnableWriteAccess: false }],
          AdditionalIamPolicies: [
            { Policy: "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget" },
            { Policy: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
          ],
        });
      }
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
      const ended = await runCreate(sandbox, { environment: { ...environment, USER: "me.$&$1$$x" } });
      assert.equal(ended.code, 0, ended.err);
      const { username } = tagsOf(await document<Cluster>(ended, finalFile));
      assert.equal(username, "me.$&$1$$x-alice");
    });

    for (const [why, changes] of [["is missing", { tools: { git: null } }], ["knows no repository", {}]] as const) {
      await run(`T92 where git ${why} the tag is git:unknown, on one line`, async (sandbox) => {
        const flags = ["--pass-on-warn"];
        const outside = { ...environment, GIT_DIR: sandbox.folder };
        const ended = await runCreate(sandbox, { environment: outside, flags, ...changes });
        assert.equal(ended.code, 0, ended.err);
        assert.equal(tagsOf(await document<Cluster>(ended, finalFile))["daylily-git-deets"], "git:unknown");
      });
    }

    for (const key of ["region_az", "cluster_name", "public_subnet_id", "private_subnet_id"]) {
      await run(`PT5 without a value for ${key} nothing is rendered`, async (sandbox) => {
        const zone = key === "region_az" ? "" : "us-west-2b";
        const empty = key === "region_az" ? [] : ["--set", `${key}=`];
        const argv = ["--region-az", zone, "--profile", "p", "--config", "my.cfg.yaml", "--non-interactive", ...empty];
        const ended = await runCreate(sandbox, { argv, environment });
        assert.equal(ended.code, 1, ended.err);
        const complaint = key === "region_az"
          ? '"" is not an availability zone'
          : `${key}=: the value must not be empty`;
        assert.ok(ended.err.includes(complaint), ended.err);
        assert.ok(!(await fileNames(ended)).some((name) => name.includes("_init_template_")));
        assert.deepEqual(changing(ended), []);
      });
    }

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
      for (const size of ["3600", "5000", "0"]) {
        await Deno.remove(join(sandbox.home, ".config"), { recursive: true }).catch(() => {});
        const ended = await runCreate(sandbox, { values: { fsx_fs_size: size, max_count_8I: "0" } });
        assert.equal(ended.code, 1);
        const failed = (await reported(ended)).filter(({ status }) => status === "FAIL").map(({ id }) => id);
        assert.deepEqual(failed, ["config.max_count_8I", "config.fsx_fs_size"], size);
      }
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
