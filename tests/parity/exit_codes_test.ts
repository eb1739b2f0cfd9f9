import assert from "node:assert/strict";
import { join } from "node:path";
import type { Sandbox } from "../support/sandbox.ts";
import {
  type Changes,
  changing,
  parityCases,
  reported,
  requestsOf,
  runCreate,
  runProcess,
  stateOf,
  stopAfterDryRun,
} from "./parity_world.ts";

/** What is wrong at a gate, and how to put it right again. */
type Obstacle = {
  /** The check that ends the run. */
  readonly check: string;
  readonly exitCode: number;
  /** Operations that this gate asks AWS for when it is reached. */
  readonly asks: readonly string[];
  /** Part of the command line, the configuration or the programs, for as long as it is wrong. */
  readonly changes?: Changes;
  /** Something wrong in the account or on the machine; what it returns puts it right. */
  place?(sandbox: Sandbox): Promise<() => Promise<void>> | (() => Promise<void>);
};

const denied = (action: string): Obstacle["place"] => ({ settings }) => {
  settings.denied.push(action);
  return () => Promise.resolve(void settings.denied.splice(settings.denied.indexOf(action), 1));
};

/** All nine gates closed at once, in the order in which they must be found so (create-cluster 3.2). */
const obstacles: readonly Obstacle[] = [
  { check: "toolchain.pcluster", exitCode: 4, asks: [], changes: { tools: { pcluster: null } } },
  { check: "aws.identity", exitCode: 1, asks: ["GetCallerIdentity"], place: denied("sts:GetCallerIdentity") },
  {
    check: "iam.scheduler_role",
    exitCode: 1,
    asks: ["ListAttachedGroupPolicies", "ListAttachedUserPolicies", "ListGroupsForUser", "ListPolicies"],
    changes: { values: { heartbeat_scheduler_role_arn: "no-role" } },
  },
  { check: "config.cluster_template", exitCode: 1, asks: [], changes: { values: { cluster_template_yaml: "none" } } },
  {
    check: "quota.elastic_ips",
    exitCode: 1,
    asks: ["GetServiceQuota", "ListCostAllocationTags"],
    place: denied("servicequotas:GetServiceQuota"),
  },
  {
    check: "s3.bucket_select",
    exitCode: 1,
    asks: ["GetBucketLocation", "ListBuckets"],
    place: denied("s3:GetBucketLocation"),
  },
  { check: "s3.bucket_verify", exitCode: 1, asks: ["ListObjectsV2"], changes: { tools: { references: 7 } } },
  {
    check: "ec2.keypair",
    exitCode: 1,
    asks: ["DescribeKeyPairs"],
    async place({ home }) {
      const key = join(home, ".ssh", "omics-k.pem");
      await Deno.chmod(key, 0o644);
      return () => Deno.chmod(key, 0o400);
    },
  },
  {
    check: "network.baseline",
    exitCode: 1,
    asks: ["DescribeInstanceTypeOfferings", "DescribeStacks", "DescribeSubnets"],
    place: denied("ec2:DescribeSubnets"),
  },
];

Deno.test(
  "exit codes: gates",
  parityCases(async (run) => {
    await run(
      "E8 E9 E11 E13 E21 E22 T75 nine gates closed at once are found one by one, and none asks before its turn",
      async (sandbox) => {
        const mend = await Promise.all(obstacles.map(({ place }) => place?.(sandbox)));
        for (const [index, { check, exitCode }] of obstacles.entries()) {
          const changes = obstacles.slice(index).map((obstacle) => obstacle.changes ?? {});
          const ended = await runCreate(sandbox, {
            tools: Object.assign({}, ...changes.map(({ tools }) => tools)),
            values: Object.assign({}, ...changes.map(({ values }) => values)),
            flags: ["--pass-on-warn"],
          });
          assert.equal(ended.code, exitCode, `${check}: ${ended.err}`);
          const failed = (await reported(ended)).filter(({ status }) => status === "FAIL").map(({ id }) => id);
          assert.ok(failed.includes(check), `${check}: ${failed}`);
          const asked = new Set(ended.requests.map(({ operation }) => operation));
          const allowed = new Set(obstacles.slice(0, index + 1).flatMap(({ asks }) => asks));
          assert.deepEqual([...asked].sort(), [...allowed].sort(), check);
          assert.deepEqual(changing(ended), []);
          await mend[index]?.();
          await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
        }
      },
    );

    await run("E16 subnets without the policy of their stack are found before any change, exit 1", async (sandbox) => {
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 1, ended.err);
      const failed = (await reported(ended)).filter(({ status }) => status === "FAIL").map(({ id }) => id);
      assert.deepEqual([failed, changing(ended)], [["network.baseline"], []]);
    }, { tagsPolicy: false });
  }),
);

/** The sandbox at another address, where the credentials have run out for budgets. */
function withoutBudgets({ endpoint }: Sandbox): { readonly address: string; stop(): Promise<void> } {
  const expired = { __type: "ExpiredTokenException", message: "the token has expired" };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    if (request.headers.get("x-amz-target")?.includes("Budget")) return Response.json(expired, { status: 400 });
    const { method, headers } = request;
    const body = method === "GET" || method === "HEAD" ? undefined : await request.bytes();
    return await fetch(endpoint + pathname + search, { method, headers, body });
  });
  return { address: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

Deno.test(
  "exit codes: behind the gates",
  parityCases(async (run) => {
    await run("E16 a stack that stands without its policy is exit 2, and nothing is built on it", async (sandbox) => {
      const TemplateBody = JSON.stringify({ Resources: { T: { Type: "AWS::SNS::Topic" } } });
      await sandbox.calls.query("cloudformation", "CreateStack", { StackName: "pcluster-vpc-stack-2b", TemplateBody });
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 2, ended.err);
      assert.match(
        ended.err,
        /DAY-AWS-003: stack pcluster-vpc-stack-2b is complete, but the IAM policy pclusterTagsAndBudget/,
      );
      assert.deepEqual(changing(ended), []);
    }, { network: undefined, tagsPolicy: false });

    await run("E21 E28 a role that may not be made costs the heartbeats, not the cluster", async (sandbox) => {
      sandbox.settings.denied.push("iam:CreateRole");
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 0, ended.err);
      const { status, warnings, post_create_warnings, heartbeat } = await stateOf(ended);
      assert.equal(status, "created");
      assert.match(warnings.find(({ id }) => id === "heartbeat.role")?.message ?? "", /iam:CreateRole/);
      assert.ok(post_create_warnings.some(({ id }) => id === "heartbeat.skipped"));
      assert.deepEqual([heartbeat.topic_arn ?? "", heartbeat.schedule_name ?? ""], ["", ""]);
      assert.deepEqual(requestsOf(ended, "CreateTopic"), []);
    }, { schedulerRole: false });

    await run("E21 E28 a role that nobody may look for is not made over one that may be there", async (sandbox) => {
      sandbox.settings.denied.push("iam:GetRole");
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.err, /IAM role that sends heartbeat mails +not known/);
      assert.match(
        (await stateOf(ended)).warnings.find(({ id }) => id === "heartbeat.role")?.message ?? "",
        /iam:GetRole/,
      );
      assert.deepEqual(changing(ended).filter((operation) => /Role/.test(operation)), []);
    });

    await run("E18: credentials that run out behind the gates are a failure of AWS, exit 2", async (sandbox) => {
      const { address, stop } = withoutBudgets(sandbox);
      const ended = await runCreate(sandbox, { environment: { AWS_ENDPOINT_URL: address } });
      await stop();
      assert.equal(ended.code, 2, ended.err);
      assert.match(ended.err, /^error DAY-CRED-002: /m);
      assert.match(ended.out, /deno task create --resume tc1_\d+$/m);
    });

    await run("E28 a role without its policy is told: its heartbeats never arrive", async (sandbox) => {
      await sandbox.calls.query("iam", "DeleteRolePolicy", {
        RoleName: "eventbridge-scheduler-to-sns",
        PolicyName: "eventbridge-scheduler-to-sns-inline",
      });
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 0, ended.err);
      const { post_create_warnings: warnings } = await stateOf(ended);
      assert.match(
        warnings.find(({ id }) => id === "heartbeat.powerless")?.message ?? "",
        /the heartbeat mails do not arrive/,
      );
    });
  }),
);

/** A cluster of somebody else. */
async function makeStack({ calls }: Sandbox): Promise<void> {
  const TemplateBody = JSON.stringify({ Resources: { T: { Type: "AWS::SNS::Topic" } } });
  await calls.query("cloudformation", "CreateStack", { StackName: "tc1", TemplateBody });
}

Deno.test(
  "exit codes: what the operating system gets to know",
  parityCases(async (run) => {
    const refused = { out: '{"message": "the head node has no such type"}', code: 1 };
    const cases: readonly (readonly [code: number, changes: Changes, said: RegExp])[] = [
      [0, { environment: stopAfterDryRun }, /PASS network\.baseline/],
      [1, { flags: ["--ssh-cidr", "anywhere"] }, /^error DAY-USE-001/m],
      [2, { tools: { dryRun: refused } }, /^error DAY-PC-001/m],
      [4, { tools: { pcluster: null } }, /^error DAY-PRE-001/m],
      [6, {}, /^error DAY-RUN-006/m],
    ];
    await run("0, 1, 2, 4 and 6", async (sandbox) => {
      for (const [code, changes, said] of cases) {
        if (code === 6) await makeStack(sandbox);
        const ended = await runProcess(sandbox, changes);
        assert.equal(ended.code, code, ended.err);
        assert.match(ended.err, said);
      }
    });
  }),
);

Deno.test(
  "exit codes: what only an answer could give, where nobody can be asked",
  parityCases(async (run) => {
    for (
      const [what, values] of [
        ["missing", { allowed_budget_users: "" }],
        ["refused", { global_allowed_budget_users: "a\nb" }],
      ] as const
    ) {
      await run(`E30 budget users that are ${what} are found before the network is made`, async (sandbox) => {
        const ended = await runCreate(sandbox, { values });
        assert.equal(ended.code, 1, ended.err);
        assert.match(ended.err, new RegExp(`"key":"${Object.keys(values)[0]}"`));
        assert.deepEqual(changing(ended), []);
        // Nothing was made, so that the corrected command just runs.
        sandbox.settings.networkSeconds = 0;
        const mended = await runCreate(sandbox, { environment: stopAfterDryRun });
        assert.equal(mended.code, 0, mended.err);
        assert.ok(changing(mended).includes("CreateStack"));
      }, { network: undefined, tagsPolicy: false, budgets: [] });
    }

    await run(
      "3.30: a cluster that is there ends the run before any change, and leaves nothing to resume",
      async (sandbox) => {
        const TemplateBody = JSON.stringify({ Resources: { T: { Type: "AWS::SNS::Topic" } } });
        await sandbox.calls.query("cloudformation", "CreateStack", { StackName: "tc1", TemplateBody });
        for (const _ of ["once", "again"]) {
          const ended = await runCreate(sandbox);
          assert.equal(ended.code, 6, ended.err);
          assert.match(ended.err, /DAY-RUN-006/);
          assert.deepEqual(changing(ended), []);
          assert.doesNotMatch(ended.out, /--resume/);
        }
      },
    );
  }),
);
