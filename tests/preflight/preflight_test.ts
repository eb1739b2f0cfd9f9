import assert from "node:assert/strict";
import { stableJson } from "../../lib/host/json.ts";
import { gateOf, gates, gateTitle } from "../../lib/names/gates.ts";
import { preflight } from "../../lib/preflight/preflight.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { type Changes, check, gatesOf, openWorld, operations, preflightIn, type Seen } from "./world.ts";

const reported: readonly (readonly string[])[] = [
  ["python", "git", "wget", "pcluster", "references_cli", "node"].map((name) => `toolchain.${name}`),
  ["aws.identity"],
  ["iam.policy.global", "iam.policy.regional", "iam.pcluster_omics_analysis"],
  [
    "config.region_az",
    "config.cluster_name",
    "config.budget_email",
    "config.heartbeat_email",
    "config.heartbeat_schedule",
    "config.max_count_8I",
    "config.max_count_128I",
    "config.max_count_192I",
    "config.fsx_fs_size",
    "config.budget_amount",
    "config.global_budget_amount",
    "config.enforce_budget",
    "config.auto_delete_fsx",
    "config.allocation_strategy",
    "config.detailed_monitoring",
    "config.delete_local_root",
    "config.cluster_template",
  ],
  [
    "quota.ondemand_vcpu",
    "quota.spot_vcpu",
    "quota.vpcs",
    "quota.elastic_ips",
    "quota.nat_gateways",
    "quota.internet_gateways",
    "budget.tags_inactive",
  ],
  ["s3.bucket_select"],
  ["s3.bucket_verify", "s3.boot_assets"],
  ["ec2.keypair"],
  ["network.baseline", "network.offerings"],
];

/** Operations of each gate, in the order of the gates. */
const questions: readonly (readonly string[])[] = [
  [],
  ["sts:GetCallerIdentity"],
  ["iam:ListAttachedUserPolicies", "iam:ListGroupsForUser", "iam:ListPolicies", "iam:ListAttachedGroupPolicies"],
  [],
  [...Array(6).fill("servicequotas:GetServiceQuota"), "ce:ListCostAllocationTags"],
  ["s3:ListBuckets", "s3:GetBucketLocation"],
  ["s3:ListObjectsV2"],
  ["ec2:DescribeKeyPairs"],
  ["ec2:DescribeSubnets", "cloudformation:DescribeStacks", "ec2:DescribeInstanceTypeOfferings"],
];

/** One way to fail each gate, what stops it, and the exit status. */
type Failure = {
  readonly gate: number;
  readonly name: string;
  readonly changes?: Changes;
  readonly prepare?: (sandbox: Sandbox) => void | Promise<void>;
  readonly failing: string;
  readonly code: string;
  readonly exit: number;
};

const failures: readonly Failure[] = [
  {
    gate: 1,
    name: "T54 without pcluster, also under --pass-on-warn",
    changes: { programs: { pcluster: null }, request: { passOnWarn: true } },
    failing: "toolchain.pcluster",
    code: "DAY-PRE-001",
    exit: 4,
  },
  {
    gate: 2,
    name: "T55 with a failing STS",
    prepare: (sandbox) => void sandbox.settings.denied.push("sts:GetCallerIdentity"),
    failing: "aws.identity",
    code: "DAY-PRE-002",
    exit: 1,
  },
  {
    gate: 3,
    name: "without the right to list policies",
    prepare: (sandbox) => void sandbox.settings.denied.push("iam:ListPolicies"),
    failing: "iam.pcluster_omics_analysis",
    code: "DAY-PRE-002",
    exit: 1,
  },
  {
    gate: 4,
    name: "T117 with a template that does not exist",
    changes: { settings: { cluster_template_yaml: "nowhere/cluster.yaml" } },
    failing: "config.cluster_template",
    code: "DAY-PRE-002",
    exit: 1,
  },
  {
    gate: 5,
    name: "T61 with a quota that cannot be read",
    changes: { request: { passOnWarn: true } },
    prepare: (sandbox) => void sandbox.settings.denied.push("servicequotas:GetServiceQuota"),
    failing: "quota.ondemand_vcpu",
    code: "DAY-PRE-002",
    exit: 1,
  },
  {
    gate: 6,
    name: "without a bucket in the region",
    changes: { request: { region: "us-west-2" } },
    prepare: (sandbox) => sandbox.reset({ ...fixtureF, buckets: [] }),
    failing: "s3.bucket_select",
    code: "DAY-PRE-002",
    exit: 1,
  },
  {
    gate: 7,
    name: "T68 with a bucket that the reference check refuses, also under --pass-on-warn",
    changes: { programs: { references: 7 }, request: { passOnWarn: true } },
    failing: "s3.bucket_verify",
    code: "DAY-PRE-002",
    exit: 1,
  },
  {
    gate: 8,
    name: "T70 with a private key of mode 600",
    prepare: (sandbox) => sandbox.reset({ ...fixtureF, keys: [{ name: "omics-k", mode: 0o600 }] }),
    failing: "ec2.keypair",
    code: "DAY-PRE-002",
    exit: 1,
  },
  {
    gate: 9,
    name: "without the policy pclusterTagsAndBudget",
    prepare: (sandbox) => sandbox.reset({ ...fixtureF, tagsPolicy: false }),
    failing: "network.baseline",
    code: "DAY-PRE-002",
    exit: 1,
  },
];

/** What must hold for every run: the gates of the report are the first ones, and nothing was asked beyond them. */
function assertStopped(seen: Seen, lastGate: number): void {
  const expected = reported.slice(0, lastGate).flat();
  assert.deepEqual(seen.outcome.report.checks.map(({ id }) => id), expected);
  const allowed = new Set(questions.slice(0, lastGate).flat());
  assert.deepEqual(operations(seen).filter((operation) => !allowed.has(operation)), []);
  assert.deepEqual(seen.requests.filter(({ mutating }) => mutating), []);
  const announced = seen.events.filter(({ code }) => code === "preflight.check").map(({ data }) => data);
  assert.deepEqual(announced, seen.outcome.report.checks.map(({ id, status }) => ({ id, status })));
}

Deno.test(
  "preflight",
  sharedSandbox({ seed: fixtureF, settings: { quotaDefault: 1000 } }, async (step) => {
    await step("T12 fixture F passes with nobody to ask, within its budget of requests", async (sandbox) => {
      const seen = await preflightIn(sandbox);
      assert.ok(seen.outcome.passed);
      assertStopped(seen, 9);
      assert.deepEqual(operations(seen).sort(), questions.flat().sort());
      assert.ok(seen.outcome.report.checks.every(({ status }) => status === "PASS"));
      const { account, callerArn, userName, bucket, keyName, network, acknowledged } = seen.outcome.findings;
      assert.deepEqual([account, callerArn, userName], [
        "123456789012",
        "arn:aws:iam::123456789012:user/alice",
        "alice",
      ]);
      assert.deepEqual([bucket.value, keyName.value, network.is], ["x-omics-analysis-us-west-2", "omics-k", "present"]);
      assert.deepEqual(acknowledged, []);
      assert.deepEqual(seen.outcome.findings.tagsAndBudgetArns, [
        "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget",
      ]);
    });

    await step(
      "plan 10.5: each check belongs to one gate, and the report has the gates as they are listed",
      async (sandbox) => {
        const { checks } = (await preflightIn(sandbox)).outcome.report;
        assert.deepEqual(gatesOf(checks), gates.map(({ title }) => title));
        for (const [n, ids] of reported.entries()) {
          for (const id of ids) assert.equal(gateTitle(gateOf(id)), `${n + 1}/9 ${gates[n].title}`, id);
        }
      },
    );

    await step("decision 3.21: no gate begins before the one before it has its answers", async (sandbox) => {
      // Long enough for all that goes out together to arrive before the first answer, also on a busy machine.
      sandbox.settings.latency = 500;
      const { requests } = await preflightIn(sandbox);
      const gateOfRequest = ({ service, operation }: typeof requests[number]) =>
        questions.findIndex((gate) => gate.includes(`${service}:${operation}`));
      for (const request of requests) {
        const before = requests.filter((other) => gateOfRequest(other) < gateOfRequest(request));
        assert.ok(before.every(({ until }) => (until ?? Infinity) <= request.at), request.operation);
      }
      assert.equal(requests[0].operation, "GetCallerIdentity");
      assert.ok(rounds(requests) <= 9, `${rounds(requests)} dependent rounds`);
    });

    await step("T76 the same inputs give the same bytes", async (sandbox) => {
      const first = (await preflightIn(sandbox)).outcome.report;
      const again = (await preflightIn(sandbox)).outcome.report;
      assert.equal(stableJson(again), stableJson(first));
      const { checks: _, ...head } = first;
      assert.deepEqual(head, {
        run_id: "20260102030405",
        cluster_name: "tc1",
        region: "us-west-2",
        region_az: "us-west-2b",
        aws_profile: "sandbox",
        account_id: "123456789012",
        caller_arn: "arn:aws:iam::123456789012:user/alice",
      });
    });

    for (const { gate, name, changes, prepare, failing, code, exit } of failures) {
      await step(`T75 gate ${gate} stops ${name}`, async (sandbox) => {
        await prepare?.(sandbox);
        const seen = await preflightIn(sandbox, changes);
        assert.ok(!seen.outcome.passed);
        assertStopped(seen, gate);
        assert.equal(check(seen, failing)?.status, "FAIL");
        assert.notEqual(check(seen, failing)?.remediation, "");
        assert.equal(seen.outcome.error.code, code);
        assert.equal(seen.outcome.error.exitCode, exit);
        assert.doesNotMatch(seen.outcome.error.fix, /--pass-on-warn/);
        assert.match(seen.outcome.error.message, new RegExp(failing.replace(".", "\\.")));
      });
    }

    await step("T55 the report of unknown credentials has no account", async (sandbox) => {
      sandbox.settings.denied.push("sts:GetCallerIdentity");
      const { outcome } = await preflightIn(sandbox, { settings: { cluster_name: "" } });
      assert.deepEqual(
        [outcome.report.account_id, outcome.report.caller_arn, outcome.report.cluster_name],
        ["", "", null],
      );
    });

    await step("T53 warnings of the programs end with exit 4, unless --pass-on-warn", async (sandbox) => {
      const programs = { git: "2.30.0", wget: null };
      const stopped = await preflightIn(sandbox, { programs });
      assert.ok(!stopped.outcome.passed);
      assertStopped(stopped, 1);
      assert.equal(stopped.outcome.error.exitCode, 4);
      assert.equal(
        stopped.outcome.error.message,
        "Preflight stopped at toolchain.git (WARN): git 2.30.0, wanted >=2.34.0; " +
          "toolchain.wget (WARN): wget not found, wanted >=1.21.0",
      );
      assert.match(stopped.outcome.error.fix, /--pass-on-warn/);
      assert.deepEqual(stopped.requests, []);

      const passed = await preflightIn(sandbox, { programs, request: { passOnWarn: true } });
      assert.ok(passed.outcome.passed);
      assert.equal(check(passed, "toolchain.git")?.status, "WARN");
    });

    await step("T57 T59 accepted questions never stop the walk and stand in the findings", async (sandbox) => {
      sandbox.settings.quotas["L-34B43A08"] = 328;
      const { outcome } = await preflightIn(sandbox, { typed: ["1", ""] });
      assert.ok(outcome.passed);
      assert.deepEqual(outcome.findings.acknowledged, [
        "iam.policy.global",
        "iam.policy.regional",
        "quota.spot_vcpu",
      ]);
    }, { ...fixtureF, policies: "none" });

    await step("T57 --pass-on-warn does not take the question away", async (sandbox) => {
      const seen = await preflightIn(sandbox, { typed: ["2"], request: { passOnWarn: true } });
      assert.ok(!seen.outcome.passed);
      assertStopped(seen, 3);
      assert.equal(seen.outcome.error.code, "DAY-PROMPT-003");
      assert.equal(seen.outcome.error.exitCode, 1);
    }, { ...fixtureF, policies: "none" });

    await step("a question that nobody may answer is a failed check and keeps its error", async (sandbox) => {
      const seen = await preflightIn(sandbox, { autoSelect: false });
      assert.ok(!seen.outcome.passed);
      assertStopped(seen, 6);
      assert.equal(check(seen, "s3.bucket_select")?.status, "FAIL");
      assert.equal(seen.outcome.error.code, "DAY-PROMPT-001");
      const choices = ["x-omics-analysis-us-west-2"];
      assert.deepEqual(seen.outcome.error.details, { key: "s3_bucket_name", choices });
    });

    await step("T60 Enter and a spot limit of 100 stop without --pass-on-warn", async (sandbox) => {
      sandbox.settings.quotas["L-34B43A08"] = 100;
      const stopped = await preflightIn(sandbox, { typed: [""] });
      assert.ok(!stopped.outcome.passed);
      assertStopped(stopped, 5);
      assert.equal(stopped.outcome.error.code, "DAY-PRE-002");
      assert.equal(check(stopped, "quota.spot_vcpu")?.status, "WARN");
      const passed = await preflightIn(sandbox, { typed: [""], request: { passOnWarn: true } });
      assert.ok(passed.outcome.passed);
    });

    await step("missing boot files stop without --pass-on-warn", async (sandbox) => {
      await sandbox.calls.send("s3", "DELETE", "/x-omics-analysis-us-west-2/cluster_boot_config/sbatch");
      const stopped = await preflightIn(sandbox);
      assert.ok(!stopped.outcome.passed);
      assertStopped(stopped, 7);
      assert.match(stopped.outcome.error.fix, /infra publish-boot-assets --bucket x-omics-analysis-us-west-2/);
      assert.ok((await preflightIn(sandbox, { request: { passOnWarn: true } })).outcome.passed);
    });

    await step("T72 an account without network passes and says so", async (sandbox) => {
      const { outcome } = await preflightIn(sandbox);
      assert.ok(outcome.passed);
      assert.deepEqual(outcome.findings.network, { is: "absent" });
    }, { ...fixtureF, network: undefined, tagsPolicy: false });

    await step("throttled and failing reads are repeated and change nothing", async (sandbox) => {
      for (const kind of ["throttle", "500", "lost"] as const) sandbox.faults.add({ kind, nth: 3, times: 2 });
      assert.ok((await preflightIn(sandbox)).outcome.passed);
    });

    await step("an interruption ends the walk and is no verdict", async (sandbox) => {
      const stop = new AbortController();
      sandbox.faults.add({ kind: "hang", service: "ec2", onHit: () => stop.abort(new Error("interrupted")) });
      await assert.rejects(preflightIn(sandbox, { signal: stop.signal }), /interrupted/);
    });

    await step("nothing is judged any more once the run is interrupted", async (sandbox) => {
      const world = await openWorld(sandbox, { signal: AbortSignal.abort(new Error("interrupted")) });
      await assert.rejects(preflight(world.deps, world.request), /interrupted/);
      world.close();
      assert.deepEqual(world.events, []);
      assert.deepEqual(sandbox.requests(), []);
    });
  }),
);

/** The longest chain of requests that waited for one another. */
function rounds(requests: Seen["requests"]): number {
  const depths: number[] = [];
  for (const { at } of requests) {
    const before = depths.filter((_, index) => (requests[index].until ?? Infinity) <= at);
    depths.push(1 + Math.max(0, ...before));
  }
  return Math.max(0, ...depths);
}
