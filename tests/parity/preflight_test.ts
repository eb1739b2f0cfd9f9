import assert from "node:assert/strict";
import { join } from "node:path";
import {
  artifact,
  changing,
  type Ended,
  fileNames,
  finalValues,
  parityCases,
  reported,
  requestsOf,
  runCreate,
  stateOf,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

const spotCode = "L-34B43A08";
const bucket = "x-omics-analysis-us-west-2";
const pass = ["--pass-on-warn"];
const policyQuestion = /seems to lack:\n.*DaylilyGlobalEClusterPolicy[\s\S]*Type 1 to continue nevertheless/;
const omicsPolicy = "arn:aws:iam::123456789012:policy/pcluster-omics-analysis";

/** The checks of the report that did not pass. */
async function against(ended: Ended): Promise<string[]> {
  return (await reported(ended)).filter(({ status }) => status !== "PASS").map(({ id, status }) => `${status} ${id}`);
}

/** Preflight ended the run: the report tells why, and nothing was changed in AWS (T75). */
async function assertStopped(ended: Ended, code: number, checks: readonly string[]): Promise<void> {
  assert.equal(ended.code, code, ended.err);
  assert.deepEqual(await against(ended), checks);
  assert.deepEqual(changing(ended), []);
  assert.ok((await fileNames(ended)).every((name) => !/^(state_|tc1_)/.test(name)), (await fileNames(ended)).join(" "));
}

/** The run went through its preflight up to a successful dry run. */
function assertPassed(ended: Ended): void {
  assert.equal(ended.code, 0, ended.err);
}

Deno.test(
  "parity: preflight, programs and caller",
  parityCases(async (run) => {
    await run("T53 E8 T75 an old git and a missing wget are two warnings", async (sandbox) => {
      const tools = { git: "2.30.0", wget: null };
      const stopped = await runCreate(sandbox, { tools });
      await assertStopped(stopped, 4, ["WARN toolchain.git", "WARN toolchain.wget"]);
      assert.deepEqual(stopped.requests, []);
      assertPassed(await runCreate(sandbox, { tools, flags: pass, environment }));
    });

    await run("T54 E8 T75 the plan's version of pcluster warns, an older or missing one fails", async (sandbox) => {
      const older = await runCreate(sandbox, { tools: { pcluster: "3.12.0" }, flags: pass });
      await assertStopped(older, 4, ["FAIL toolchain.pcluster"]);
      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      const tools = { pcluster: "3.13.2" };
      await assertStopped(await runCreate(sandbox, { tools }), 4, ["WARN toolchain.pcluster"]);
      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      const missing = await runCreate(sandbox, { tools: { pcluster: null }, flags: pass });
      await assertStopped(missing, 4, ["FAIL toolchain.pcluster"]);
      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      const went = await runCreate(sandbox, { tools, flags: pass, environment });
      assertPassed(went);
      assert.match(went.err, /plan for cluster[\s\S]*\n {4}warning {2}the creation will fail on AWS: /);
    });

    await run("T55 E9 T75 without an identity no later gate is in the report", async (sandbox) => {
      sandbox.settings.denied.push("sts:GetCallerIdentity");
      const ended = await runCreate(sandbox);
      await assertStopped(ended, 1, ["FAIL aws.identity"]);
      assert.equal((await reported(ended)).at(-1)?.id, "aws.identity");
    });

    for (const [policies, whose] of [["user", "the user"], ["group", "the user's group"]]) {
      await run(`T56 policies of ${whose}`, async (sandbox) => {
        const ended = await runCreate(sandbox, { environment });
        assertPassed(ended);
        const judged = (await reported(ended)).filter(({ id }) => id.startsWith("iam.policy."));
        assert.deepEqual(judged.map(({ id, status }) => `${status} ${id}`), [
          ...["PASS iam.policy.global", "PASS iam.policy.regional"],
        ]);
        assert.doesNotMatch(ended.err, policyQuestion);
      }, { policies });
    }

    await run("T56 T57 without policies the answer 1 goes on", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment, typed: ["1"] });
      assertPassed(ended);
      assert.match(ended.err, policyQuestion);
      assert.deepEqual(await against(ended), ["WARN iam.policy.global", "WARN iam.policy.regional"]);
      assert.equal((await reported(ended)).find(({ id }) => id === "iam.policy.global")?.details.acknowledged, true);
    }, { policies: "none" });

    for (const typed of [["2"], ["x"], []]) {
      await run(
        `T57 E10 T75 the answer ${typed[0] ?? "of nobody"} ends the run, also under --pass-on-warn`,
        async (sandbox) => {
          const ended = await runCreate(sandbox, { typed, flags: pass });
          await assertStopped(ended, 1, ["FAIL iam.policy.global", "FAIL iam.policy.regional"]);
        },
        { policies: "none" },
      );
    }
  }),
);

Deno.test(
  "parity: preflight, limits",
  parityCases(async (run) => {
    await run("T58 T59 a Spot limit that equals the demand is a question, and Enter goes on", async (sandbox) => {
      sandbox.settings.quotas[spotCode] = 328;
      const ended = await runCreate(sandbox, { environment, typed: [""] });
      assertPassed(ended);
      assert.match(ended.err, /may start 328 spot vCPUs/);
    });

    await run(
      "T58 T63 PT18 one vCPU more is no question; six limits in their order; the true maximum",
      async (sandbox) => {
        sandbox.settings.quotas[spotCode] = 329;
        const ended = await runCreate(sandbox, { environment });
        assertPassed(ended);
        const asked = requestsOf(ended, "GetServiceQuota").map(({ parameters: { ServiceCode, QuotaCode } }) =>
          `${ServiceCode} ${QuotaCode}`
        );
        const table = [
          ...["ec2 L-1216C47A", `ec2 ${spotCode}`, "vpc L-F678F1CE"],
          ...["ec2 L-0263D0A3", "vpc L-FE5A380F", "vpc L-A4707A72"],
        ];
        // They are sent side by side; the report has them in the order of the table.
        assert.deepEqual(asked.sort(), [...table].sort());
        const quotas = (await reported(ended)).filter(({ id }) => id.startsWith("quota."));
        assert.deepEqual(quotas.map(({ details }) => `${details.service_code} ${details.quota_code}`), table);
        assert.equal(quotas[1].details.tot_vcpu, 328);
        assert.ok(Object.values(quotas[1].details).includes(976), JSON.stringify(quotas[1].details));
      },
    );

    for (const [name, typed] of [["n", ["n"]], ["the end of input", []]] as const) {
      await run(`T59 E11 T75 ${name} at the Spot question ends the run`, async (sandbox) => {
        sandbox.settings.quotas[spotCode] = 328;
        await assertStopped(await runCreate(sandbox, { typed }), 1, ["FAIL quota.spot_vcpu"]);
      });
    }

    await run("T60 T75 Enter does not make a limit of 100 enough", async (sandbox) => {
      sandbox.settings.quotas[spotCode] = 100;
      const ended = await runCreate(sandbox, { typed: [""] });
      await assertStopped(ended, 1, ["WARN quota.spot_vcpu"]);
      assert.equal((await reported(ended)).find(({ id }) => id === "quota.spot_vcpu")?.details.recommended_min, 192);
    });

    await run("T61 E11 T75 a limit that cannot be read fails, also under --pass-on-warn", async (sandbox) => {
      sandbox.settings.denied.push("servicequotas:GetServiceQuota");
      const ids = ["ondemand_vcpu", "spot_vcpu", "vpcs", "elastic_ips", "nat_gateways", "internet_gateways"];
      await assertStopped(await runCreate(sandbox, { flags: pass }), 1, ids.map((id) => `FAIL quota.${id}`));
    });

    await run("a limit that was never applied to the account is AWS's default, and stops nobody", async (sandbox) => {
      sandbox.settings.quotas["L-F678F1CE"] = null;
      assertPassed(await runCreate(sandbox, { environment }));
    });

    await run("T62 four VPCs are a warning", async (sandbox) => {
      sandbox.settings.quotas["L-F678F1CE"] = 4;
      await assertStopped(await runCreate(sandbox), 1, ["WARN quota.vpcs"]);
      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      assertPassed(await runCreate(sandbox, { flags: pass, environment }));
    });
  }),
);

Deno.test(
  "parity: preflight, buckets and keys",
  parityCases(async (run) => {
    const three = ["b-omics-analysis-us-west-2", "a-omics-analysis-us-east-1", "other-us-west-2"];

    await run("T64 only buckets of the region are candidates", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment });
      assertPassed(ended);
      assert.equal((await finalValues(ended)).s3_bucket_name, "b-omics-analysis-us-west-2");
      const located = requestsOf(ended, "GetBucketLocation").map(({ parameters }) => parameters.Bucket);
      assert.deepEqual(located.sort(), ["a-omics-analysis-us-east-1", "b-omics-analysis-us-west-2"]);
    }, { buckets: three });

    await run("T64 a bucket without location lies in us-east-1", async (sandbox) => {
      const argv = ["--region-az", "us-east-1a", "--profile", "p", "--config", "my.cfg.yaml"];
      // The caller has the policy of another region only, and goes on.
      const ended = await runCreate(sandbox, { argv, typed: ["1"] });
      const selected = (await reported(ended)).find(({ id }) => id === "s3.bucket_select");
      assert.match(JSON.stringify(selected?.details), /a-omics-analysis-us-east-1/);
      assert.doesNotMatch(JSON.stringify(selected?.details), /b-omics-analysis/);
    }, { buckets: three });

    await run("T65 the configured bucket is taken, an unknown one leads to the menu", async (sandbox) => {
      // The emulator lists them in the order in which they were made, and that is left to chance.
      const list = await (await sandbox.calls.send("s3", "GET", "/")).text();
      const names = [...list.matchAll(/<Name>([^<]*-omics-analysis-[^<]*)</g)].map(([, name]) => name);
      assert.equal(names.length, 2);
      const ended = await runCreate(sandbox, { environment, values: { s3_bucket_name: names[1] } });
      assertPassed(ended);
      assert.doesNotMatch(ended.err, /Which bucket holds/);
      assert.equal((await finalValues(ended)).s3_bucket_name, names[1]);
      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      const unknown = { s3_bucket_name: "gone", cluster_name: "tc2" };
      const asked = await runCreate(sandbox, { environment, values: unknown, typed: ["2"] });
      assertPassed(asked);
      const listed = [...asked.err.matchAll(/^ {2}\d\) (\S+-omics-analysis\S*)/gm)].map(([, name]) => name);
      assert.deepEqual(listed, names);
      assert.equal((await finalValues(asked)).s3_bucket_name, names[1]);
    }, { buckets: [bucket, "y-omics-analysis-us-west-2"] });

    await run("T66 the only bucket stands in for an unknown one, with a notice", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment, values: { s3_bucket_name: "gone" } });
      assertPassed(ended);
      assert.match(ended.err, /^! the configured s3_bucket_name 'gone' is not one of the possible choices/m);
      assert.equal((await finalValues(ended)).s3_bucket_name, bucket);
    });

    await run("T68 E13 T75 the reference check decides, and pcluster creates nothing", async (sandbox) => {
      const ended = await runCreate(sandbox, { tools: { references: 7 }, flags: pass });
      await assertStopped(ended, 1, ["FAIL s3.bucket_verify"]);
      const [check] = ended.calls.filter(([program]) => program === "daylily-omics-references.sh");
      const options = ["--profile", "p", "--region", "us-west-2", "verify", "--bucket", bucket, "--exclude-b37"];
      assert.deepEqual(check, ["daylily-omics-references.sh", ...options]);
      const pcluster = ended.calls.filter(([program]) => program === "pcluster").map(([, command]) => command);
      assert.deepEqual(pcluster, ["version"]);
      assert.match(ended.err, /looked into the bucket/);
    });

    await run("T69 E12 T75 keys of the wrong type, name, or without their private half", async (sandbox) => {
      const ended = await runCreate(sandbox);
      await assertStopped(ended, 1, ["FAIL ec2.keypair"]);
      const details = (await reported(ended)).at(-1)?.details;
      assert.deepEqual([details?.candidates, details?.without_private_key], [[], ["prod-omics-b"]]);
    }, { keys: [{ name: "omics-a", type: "rsa" }, { name: "prod-omics-b", mode: null }, { name: "foo" }] });

    await run("T70 E12 T75 a private key of mode 600 stays as it is", async (sandbox) => {
      const ended = await runCreate(sandbox);
      await assertStopped(ended, 1, ["FAIL ec2.keypair"]);
      assert.match(ended.err, /chmod 400 \S+omics-k\.pem/);
      const { mode } = await Deno.stat(join(sandbox.home, ".ssh", "omics-k.pem"));
      assert.equal((mode ?? 0) & 0o777, 0o600);
    }, { keys: [{ name: "omics-k", mode: 0o600 }] });

    await run("T84 T75 an amount that is none", async (sandbox) => {
      await assertStopped(await runCreate(sandbox, { values: { budget_amount: "lots" } }), 1, [
        "FAIL config.budget_amount",
      ]);
    });

    await run("T117 E22 T75 a cluster template that is not there", async (sandbox) => {
      const ended = await runCreate(sandbox, { values: { cluster_template_yaml: "nowhere/cluster.yaml" } });
      await assertStopped(ended, 1, ["FAIL config.cluster_template"]);
    }, { budgets: [] });

    await run("T76 the same inputs give the same report", async (sandbox) => {
      const first = await runCreate(sandbox, { environment });
      const text = await artifact(first, /^preflight_/);
      assert.equal((await reported(first)).at(-1)?.id, "network.offerings");
      await sandbox.calls.query("iam", "DeletePolicy", { PolicyArn: omicsPolicy });
      await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
      const again = await runCreate(sandbox, { environment });
      const stamp = /"run_id": "\d{14}"/;
      assert.equal((await artifact(again, /^preflight_/)).replace(stamp, ""), text.replace(stamp, ""));
    });
  }),
);

Deno.test(
  "parity: preflight, network",
  parityCases(async (run) => {
    await run("T71 E14 T75 a public subnet alone", async (sandbox) => {
      const { subnets } = await subnetsOf(sandbox);
      await sandbox.calls.query("ec2", "DeleteSubnet", { SubnetId: subnets[1] });
      await assertStopped(await runCreate(sandbox), 1, ["FAIL network.baseline"]);
    });

    await run("T72 no subnets: one stack with the names of the legacy", async (sandbox) => {
      sandbox.settings.networkSeconds = 0;
      const ended = await runCreate(sandbox, { environment });
      assertPassed(ended);
      const network = (await reported(ended)).find(({ id }) => id === "network.baseline");
      assert.deepEqual([network?.status, network?.details.action], ["PASS", "create_stack"]);
      const created = requestsOf(ended, "CreateStack");
      assert.equal(created.length, 1);
      const text = JSON.stringify(created[0].parameters);
      assert.match(text, /"pcluster-vpc-stack-2b"/);
      assert.match(text, /"daylily-cs-us-west-twob"/);
      const state = await stateOf(ended);
      assert.deepEqual([state.cfn_stack_name, state.cfn_stack_created], ["pcluster-vpc-stack-2b", true]);
    }, { network: undefined, tagsPolicy: false });

    await run("T73 E15 a stack that fails ends the run before budgets and rendering", async (sandbox) => {
      Object.assign(sandbox.settings, { networkSeconds: 0, failNetwork: { reason: "no addresses left" } });
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 2, ended.err);
      assert.match(ended.err, /no addresses left/);
      assert.deepEqual(requestsOf(ended, "CreateBudget"), []);
      const names = await fileNames(ended);
      assert.deepEqual(names.filter((name) => name.startsWith("tc1_cluster_") || name.startsWith("tc1_init_")), []);
      assert.equal((await stateOf(ended)).status, "failed");
    }, { network: undefined, tagsPolicy: false, budgets: [] });

    await run("T74 T75 a subnet that only claims to lie in the zone", async (sandbox) => {
      const { subnets, vpc } = await subnetsOf(sandbox);
      const nameless = { "Tag.1.Key": "Name", "Tag.1.Value": "another purpose" };
      for (const id of subnets) await sandbox.calls.query("ec2", "CreateTags", { "ResourceId.1": id, ...nameless });
      await named(sandbox, vpc, "us-west-2c", "10.0.8.0/24", "daylily us-west-2b Public Subnet");
      await named(sandbox, vpc, "us-west-2b", "10.0.9.0/24", "daylily us-west-2b Private Subnet");
      // Were it a candidate, there would be one subnet of each kind.
      await assertStopped(await runCreate(sandbox), 1, ["FAIL network.baseline"]);
    });
  }),
);

type Calls = {
  readonly calls: { query(service: string, operation: string, more?: Record<string, string>): Promise<string> };
};

/** The two subnets of fixture F, the public one first. */
async function subnetsOf({ calls }: Calls): Promise<{ subnets: string[]; vpc: string }> {
  const byName = async (name: string) => {
    const filter = { "Filter.1.Name": "tag:Name", "Filter.1.Value.1": `*${name}` };
    const found = await calls.query("ec2", "DescribeSubnets", filter);
    return { id: /<subnetId>([^<]+)</.exec(found)?.[1] ?? "", vpc: /<vpcId>([^<]+)</.exec(found)?.[1] ?? "" };
  };
  const [open, hidden] = [await byName("Public Subnet"), await byName("Private Subnet")];
  return { subnets: [open.id, hidden.id], vpc: open.vpc };
}

async function named({ calls }: Calls, VpcId: string, AvailabilityZone: string, CidrBlock: string, name: string) {
  await calls.query("ec2", "CreateSubnet", {
    ...{ VpcId, AvailabilityZone, CidrBlock },
    "TagSpecification.1.ResourceType": "subnet",
    "TagSpecification.1.Tag.1.Key": "Name",
    "TagSpecification.1.Tag.1.Value": name,
  });
}
