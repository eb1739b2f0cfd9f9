import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Json, stableJsonLine } from "../../lib/host/json.ts";
import { rounds } from "../../bench/rounds.ts";
import { deletions, type DeletionWorld } from "../delete/deletion_world.ts";
import type { Ended } from "../support/program_here.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { driftPage, type Seen } from "./drift_page.ts";
import { handChanges } from "./hand_changes.ts";

type Item = {
  readonly resource: string;
  readonly id: string;
  readonly field: string;
  readonly status: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly fix: string;
};

const demo = "--cluster demo --region us-west-2 --output json";

/** Ids that another world would have otherwise. */
function plain({ resource, id, field, status, expected, actual }: Item): string {
  return `${thing({ resource, id })}: ${field} ${status}: ${valueOf(expected)} → ${valueOf(actual)}`;
}

function valueOf(value: Json): string {
  return stableJsonLine(value).replace(/"([a-z]+)-[0-9a-f]{8,}"/, '"$1-ID"').replace(/"[0-9a-f]{64}"/, '"SHA256"');
}

function thing({ resource, id }: Pick<Item, "resource" | "id">): string {
  const name = id.replace(/^[^/]*omics-analysis[^/]*\//, "BUCKET/");
  return `${resource} ${resource.startsWith("AWS::") ? "ID" : name}`;
}

const itemsIn = ({ out }: Ended, list = "items") => (JSON.parse(out)[list] as readonly Item[]).map(plain);

/** Every read of a check, one by one denied, and what it then cannot tell. */
const reads = [
  "budgets:ViewBudget",
  "cloudformation:DescribeStacks",
  "cloudformation:DescribeStackResources",
  "cloudformation:DetectStackDrift",
  "cloudformation:DescribeStackDriftDetectionStatus",
  "ec2:DescribeAddresses",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNatGateways",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
  "iam:GetGroup",
  "iam:GetPolicy",
  "iam:GetPolicyVersion",
  "iam:GetRole",
  "iam:GetRolePolicy",
  "iam:ListAttachedGroupPolicies",
  "iam:ListGroupsForUser",
  "s3:GetObject",
  "scheduler:GetSchedule",
  "sns:GetTopicAttributes",
  "sns:ListSubscriptionsByTopic",
];

async function withDeadline({ run }: DeletionWorld): Promise<void> {
  for (const words of ["infra expiry-role", "extend --cluster demo --region us-west-2 --ttl 3d"]) {
    const { code, err } = await run(words);
    assert.equal(code, 0, err);
  }
}

Deno.test(
  "decision 3.57b: what somebody changes by hand is found, and put right or reported",
  deletions(async (step) => {
    const seen: Seen[] = [];
    const denied: { read: string; unchecked: readonly string[] }[] = [];

    await step("what cannot be read is unchecked, and never no drift; nothing is written", async (world) => {
      const { run, sandbox } = world;
      await withDeadline(world);
      sandbox.clearRequests();
      const whole = await run(`drift check ${demo}`);
      assert.deepEqual([whole.code, JSON.parse(whole.out).drifted], [0, false], whole.out + whole.err);
      assert.equal((await run(`drift check ${demo}`)).out, whole.out);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);

      for (const read of reads) {
        sandbox.settings.denied.splice(0, Infinity, read);
        const { code, out, err } = await run(`drift check ${demo}`);
        const document = JSON.parse(out);
        assert.deepEqual([read, code, document.error?.code], [read, 2, "DAY-DRIFT-001"], out + err);
        assert.deepEqual([document.drifted, document.items], [null, []], out);
        assert.ok(document.unchecked.length > 0, read);
        const things = (document.unchecked as readonly Item[]).map(thing);
        denied.push({ read, unchecked: things });
        for (const { resource } of document.unchecked) assert.match(document.error.message, new RegExp(resource));
      }
      sandbox.settings.denied.length = 0;
      assert.ok(denied.length >= 10);
    });

    await step("each change is found with its thing, its field and both values", async ({ run, sandbox, ...world }) => {
      await withDeadline({ run, sandbox, ...world });
      const aws = sandboxAws(sandbox);
      let before: readonly string[] = [];
      for (const { name, found, becomes, more, change, undo } of handChanges) {
        await change(aws);
        const checked = await run(`drift check ${demo}`);
        const items = itemsIn(checked).filter((item) => !before.includes(item));
        assert.equal(checked.code, 3, `${name}\n${checked.out}${checked.err}`);
        const expected = more ? items.filter((item) => found.includes(item)) : items;
        assert.deepEqual([name, expected], [name, found]);
        for (const { fix } of JSON.parse(checked.out).items) assert.notEqual(fix, "", name);

        sandbox.clearRequests();
        const repaired = await run(`drift repair ${demo}`);
        const isReported = becomes !== "repaired";
        const list = itemsIn(repaired, isReported ? "report_only" : "repaired");
        for (const item of found) assert.ok(list.includes(item), `${name}: ${repaired.out}${repaired.err}`);
        assert.match(repaired.err, /drift of cluster demo in us-west-2: \d+ difference/, name);
        const isAllRight = !isReported && before.length === 0 && !more;
        assert.equal(repaired.code, isAllRight ? 0 : 1, `${name}\n${repaired.out}`);
        if (isReported) assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), [], name);
        if (becomes === "repaired with --include-found") {
          const asked = await run(`drift repair ${demo} --include-found`);
          assert.deepEqual([asked.code, itemsIn(asked, "repaired")], [0, found], asked.out + asked.err);
          before = [];
        } else if (isReported && undo === undefined) before = itemsIn(repaired, "report_only");
        await undo?.(aws);
        if (more) before = itemsIn(repaired, "report_only");
        seen.push({ name, becomes, found });
      }
      aws.close();
    });

    const page = driftPage(seen, denied);
    const path = fileURLToPath(new URL("../../docs/drift.md", import.meta.url));
    if (Deno.args.includes("--write")) await Deno.writeTextFile(path, page);
    assert.equal(await Deno.readTextFile(path), page, "write docs/drift.md anew with: deno task docs:drift");
  }),
);

Deno.test(
  "issue 18: a check of drift takes at most four rounds of requests",
  deletions(async (step) => {
    await step("with a deadline", async (world) => {
      const { run, sandbox } = world;
      await withDeadline(world);
      sandbox.settings.latency = 500;
      sandbox.clearRequests();
      const { code } = await run(`drift check ${demo}`);
      sandbox.settings.latency = 0;
      assert.equal(code, 0);
      const count = rounds(sandbox.requests().filter(({ caller }) => caller === "sdk"));
      assert.ok(count <= 4, `${count} rounds`);
    });
  }),
);
