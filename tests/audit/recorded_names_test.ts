import assert from "node:assert/strict";
import { tagsTableKey } from "../../lib/aws/resources/tags_table.ts";
import { seedBudget } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureF, withSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { account } from "../aws/in_sandbox.ts";
import { auditHere } from "./audit_here.ts";
import { placeFileSystem } from "./place_leftovers.ts";

const where = ["--region", "us-west-2"];

/** A journal that has settled what becomes of the file system, and has written a line into the table of budget users. */
function journal(): string {
  const at = "2026-02-11T14:37:22.000Z";
  const bucket = fixtureF.buckets[0];
  const project = "da-us-west-2b-demo";
  const expected = { account, region: "us-west-2", bucket, project, users: [] };
  const run = {
    operation: "create",
    subject: "demo",
    region: "us-west-2",
    profile: "sandbox",
    run_id: "20260211143722",
  };
  return [
    { at, fact: "run", schema_version: 1, ...run, tool_version: "0.1.0", request: {} },
    { at, fact: "caller", account, arn: `arn:aws:iam::${account}:user/alice` },
    { at, fact: "decided", key: "prepared", value: { settings: { auto_delete_fsx: { value: "Retain" } } } },
    { at, fact: "remembered", kind: "tags-table-line", key: project, origin: "created", expected, out: {} },
    { at, fact: "end", status: "created", exit_code: 0 },
  ].map((fact) => JSON.stringify(fact) + "\n").join("");
}

Deno.test("decisions 3.57a, 3.63: what is recorded of a cluster that is gone counts in its audit", () =>
  withSandbox({ seed: fixtureF }, async (sandbox) => {
    const aws = sandboxAws(sandbox);
    const folder = `${sandbox.environment.HOME}/.config/daylily/runs`;
    await Deno.mkdir(folder, { recursive: true });
    const path = `${folder}/demo_20260211143722.jsonl`;
    await Deno.writeTextFile(path, journal());
    const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
    const { Subnets } = await (await aws.ec2()).send(new DescribeSubnetsCommand({}));
    const retained = await placeFileSystem(aws, "demo", Subnets?.[0]?.SubnetId ?? "");
    await seedBudget(sandbox.calls, "da-us-west-2b-demo");
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const Body = "da-us-west-2b-demo\tubuntu\nda-us-west-2b-demo-b\tubuntu\n";
    await (await aws.s3()).send(new PutObjectCommand({ Bucket: fixtureF.buckets[0], Key: tagsTableKey, Body }));

    // The record names the region, and the cluster among all.
    for (const words of [["--cluster", "demo"], where]) {
      const { code, document } = await auditHere(sandbox, words);
      assert.deepEqual([code, document.left], [0, []], words.join(" "));
      const system = document.kept.find(({ id }) => id === retained);
      assert.match(system?.why ?? "", /stays: auto_delete_fsx: Retain$/);
      assert.equal(system?.usd_per_day, 5.5233);
      const lines = document.kept.filter(({ id }) => id.includes(tagsTableKey)).map(({ id }) => id);
      assert.deepEqual(lines, [`da-us-west-2b-demo in s3://${fixtureF.buckets[0]}/${tagsTableKey}`]);
    }

    const elsewhere = await auditHere(sandbox, ["--cluster", "demo", "--region", "eu-west-1"]);
    assert.match(
      elsewhere.err,
      /The records on this machine have a cluster demo in us-west-2, but none in eu-west-1; check the region/,
    );

    // What a damaged journal knew is not passed over.
    await Deno.writeTextFile(path, "no journal\n" + journal());
    const damaged = await auditHere(sandbox, ["--cluster", "demo", ...where]);
    assert.deepEqual([damaged.code, damaged.document.unread.map(({ service }) => service)], [2, [
      "file systems",
      "budgets",
    ]]);
    assert.match(damaged.document.unread[0].error.message, /demo_20260211143722\.jsonl/);
    aws.close();
  }));
