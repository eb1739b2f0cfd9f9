import assert from "node:assert/strict";
import { rounds } from "../../bench/rounds.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { type AuditDocument, auditHere } from "./audit_here.ts";
import { type Placed, placeDecoys, placeInstance, placeLeftovers, placeVolume } from "./place_leftovers.ts";

const demo = ["--cluster", "demo", "--region", "us-west-2"];

const network = ["NAT gateways", "elastic addresses"];

/** Every read of the audit, and the kinds that cannot be told without it. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  "budgets:DescribeBudgets": ["budgets"],
  "cloudformation:DescribeStacks": ["stacks", "log groups", "bucket objects", "roles", "policies", ...network],
  "ec2:DescribeAddresses": ["elastic addresses"],
  "ec2:DescribeInstances": ["instances"],
  "ec2:DescribeNatGateways": ["NAT gateways"],
  "ec2:DescribeNetworkInterfaces": ["network interfaces"],
  "ec2:DescribeRegions": ["roles", "policies"],
  "ec2:DescribeSecurityGroups": ["security groups"],
  "ec2:DescribeSnapshots": ["snapshots"],
  "ec2:DescribeVolumes": ["volumes"],
  "fsx:DescribeFileSystems": ["file systems"],
  "iam:ListAttachedRolePolicies": ["roles"],
  "iam:ListEntitiesForPolicy": ["policies"],
  "iam:ListInstanceProfilesForRole": ["roles"],
  "iam:ListPolicies": ["policies"],
  "iam:ListPolicyTags": ["policies"],
  "iam:ListPolicyVersions": ["policies"],
  "iam:ListRolePolicies": ["roles"],
  "iam:ListRoleTags": ["roles"],
  "iam:ListRoles": ["roles"],
  "logs:DescribeLogGroups": ["log groups"],
  "s3:ListObjectVersions": ["bucket objects"],
  "scheduler:ListSchedules": ["schedules"],
  "sns:ListTopics": ["topics"],
  "sts:GetCallerIdentity": ["bucket objects", "budgets", "file systems"],
};

function listed(rows: AuditDocument["left"]): readonly string[] {
  return rows.map(({ service, id }) => `${service} ${id}`).sort();
}

const named = (placed: readonly Placed[]) => placed.map(({ service, id }) => `${service} ${id}`).sort();

Deno.test(
  "decision 3.57a: an audit",
  sharedSandbox({ settings: { secondsOfDeletion: 0, networkSeconds: 0 } }, async (step) => {
    await step(
      "fifteen leftovers are found with reason, price and command, and removed; decoys stand",
      async (sandbox) => {
        const aws = sandboxAws(sandbox);
        const left = await placeLeftovers(aws, "demo");
        const decoys = await placeDecoys(aws, "demo");
        assert.equal(left.length, 15);

        const found = await auditHere(sandbox, demo);
        assert.deepEqual([found.code, found.document.unread], [1, []], found.err);
        assert.deepEqual(listed(found.document.left), named(left));
        for (const { why } of found.document.left) {
          assert.match(why, /tagged parallelcluster:cluster-name=demo|named after|its path is/);
        }

        const removed = await auditHere(sandbox, [...demo, "--remove", "--yes"]);
        assert.deepEqual([removed.code, removed.document.not_removed, removed.document.left], [0, [], []], removed.err);
        const { document: { left: all } } = await auditHere(sandbox, ["--region", "us-west-2"]);
        assert.deepEqual(
          listed(all).filter((row) => !row.startsWith("policies")),
          named(decoys).filter((row) => row !== named([decoys[2]])[0]),
        );
        aws.close();
      },
    );

    await step(
      "access denied on each single read: exit 2 and an error that names the kind, the rest is shown",
      async (sandbox) => {
        const aws = sandboxAws(sandbox);
        await placeLeftovers(aws, "demo");
        sandbox.clearRequests();
        const all = await auditHere(sandbox, demo);
        const reads = [...new Set(sandbox.requests().map(({ service, operation }) => `${service}:${operation}`))]
          .sort();
        assert.deepEqual(Object.keys(kindsOf).sort(), reads);
        for (const [read, kinds] of Object.entries(kindsOf)) {
          sandbox.settings.denied.splice(0, Infinity, read);
          const { code, document } = await auditHere(sandbox, demo);
          assert.deepEqual([read, code, document.error?.code], [read, 2, "DAY-AUDIT-001"]);
          assert.deepEqual([read, [...new Set(document.unread.map(({ service }) => service))].sort()], [
            read,
            [...kinds].sort(),
          ]);
          for (const { error } of document.unread) assert.equal(error.code, "DAY-AWS-002", read);
          for (const kind of kinds) assert.match(document.error?.message ?? "", new RegExp(kind));
          const rest = all.document.left.filter(({ service }) => !kinds.includes(service));
          assert.deepEqual(listed(document.left), listed(rest), read);
        }
        sandbox.settings.denied.length = 0;
        aws.close();
      },
    );

    await step("nothing is removed while the clusters that exist cannot be listed", async (sandbox) => {
      const aws = sandboxAws(sandbox);
      const id = await placeVolume(aws, "demo");
      sandbox.settings.denied.push("cloudformation:DescribeStacks");
      sandbox.clearRequests();
      const { code, document } = await auditHere(sandbox, [...demo, "--remove", "--yes"]);
      assert.deepEqual([code, document.error?.code], [2, "DAY-AUDIT-001"]);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
      sandbox.settings.denied.length = 0;
      assert.deepEqual(listed((await auditHere(sandbox, demo)).document.left), [`volumes ${id}`]);
      aws.close();
    });

    await step("issue 5: an audit of one cluster takes at most four rounds of requests", async (sandbox) => {
      const aws = sandboxAws(sandbox);
      await placeLeftovers(aws, "demo");
      sandbox.settings.latency = 500;
      sandbox.clearRequests();
      const { code } = await auditHere(sandbox, demo);
      sandbox.settings.latency = 0;
      assert.equal(code, 1);
      const count = rounds(sandbox.requests());
      assert.ok(count <= 4, `${count} rounds`);
      aws.close();
    });

    await step("a removal has to be confirmed, and a person sees before what it is about", async (sandbox) => {
      const aws = sandboxAws(sandbox);
      const id = await placeVolume(aws, "demo");
      const env = sandbox.environment;
      const run = (more: readonly string[], typed: readonly string[] = []) =>
        programHere(["audit", ...demo, "--remove", ...more], { env, clock: hurriedClock(), typed });
      const silent = await run(["--non-interactive"]);
      assert.equal(silent.code, 1);
      assert.match(silent.err, /"key":"audit.remove"[\s\S]*DAY-PROMPT-001[\s\S]*add --yes/);
      const declined = await run([], ["yes"]);
      assert.equal(declined.code, 1);
      assert.match(declined.err, new RegExp(`${id}[\\s\\S]*type remove[\\s\\S]*DAY-PROMPT-003`));
      const done = await run([], ["remove"]);
      assert.equal(done.code, 0, done.err);
      assert.match(done.out, /^nothing is left over of cluster demo in us-west-2\nkept: 3 resources\n/);
      assert.equal((await run([])).code, 0);
      aws.close();
    });

    await step(
      "the list for people: prices stand right, the command in the line below, what to do next",
      async (sandbox) => {
        const aws = sandboxAws(sandbox);
        const id = await placeVolume(aws, "demo");
        const instance = await placeInstance(aws, "demo");
        const { code, out } = await programHere(["audit", ...demo], { env: sandbox.environment });
        assert.equal(code, 1);
        const lines = [
          "left over of cluster demo in us-west-2: 2 resources, at least 12.96 USD a day",
          `  instances  12.70 USD/day  ${instance}: r7i.2xlarge, running, tagged parallelcluster:cluster-name=demo; cluster demo no longer exists`,
          `    aws ec2 terminate-instances --instance-ids ${instance} --region us-west-2 --profile sandbox`,
          `  volumes     0.26 USD/day  ${id}: 100 GiB gp3, tagged parallelcluster:cluster-name=demo; cluster demo no longer exists`,
          `    aws ec2 delete-volume --volume-id ${id} --region us-west-2 --profile sandbox`,
          "next:",
          "  deno task audit --cluster demo --region us-west-2 --remove",
        ];
        const said = out.trimEnd().split("\n");
        assert.deepEqual([...said.slice(0, 5), ...said.slice(-2)], lines);
        aws.close();
      },
    );
  }),
);
