import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { type Cluster, finalFile, resourcesOf, tagsOf, template, withTemplate } from "./cluster_file.ts";
import {
  artifact,
  changing,
  document,
  fileNames,
  parityCases,
  reported,
  runCreate,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

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
      const signs = "r7i.$&$1$$x";
      const changes = {
        environment: { ...environment, USER: "me.$&$1$$x" },
        values: { headnode_instance_type: signs },
      };
      // AWS takes no such signs in tags, so that the label loses them.
      const ended = await runCreate(sandbox, changes);
      assert.equal(ended.code, 0, ended.err);
      const final = await document<Cluster>(ended, finalFile);
      assert.deepEqual([final.HeadNode.InstanceType, tagsOf(final).username], [signs, "me.___1__x-alice"]);
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
