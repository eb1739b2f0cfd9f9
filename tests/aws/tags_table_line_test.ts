import assert from "node:assert/strict";
import { isDefiniteRefusal, isDenied } from "../../lib/aws/aws_error.ts";
import { bucketNameOf } from "../../lib/names/bucket_name_of.ts";
import { tagsTableKey } from "../../lib/aws/resources/tags_table.ts";
import { tagsTableLine } from "../../lib/aws/resources/tags_table_line.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { assertContract, whenReady, writable } from "./contract.ts";
import { account, inSandbox, operations, region } from "./in_sandbox.ts";

const bucket = "x-omics-analysis-us-west-2";
const spec = { account, region, bucket, project: "da-us-west-2b-demo", users: ["alice", "bob"] };
const path = `/${bucket}/${tagsTableKey}`;

async function put(sandbox: Sandbox, body: string): Promise<void> {
  assert.ok((await sandbox.calls.send("s3", "PUT", path, { body, region })).ok);
}

async function table(sandbox: Sandbox): Promise<string> {
  return await (await sandbox.calls.send("s3", "GET", path, { region })).text();
}

/** Another writer adds a line right after each of the first reads. */
function interfere(sandbox: Sandbox, times: number | "all"): void {
  let count = 0;
  const onHit = async () => {
    const before = count === 0 && !(await exists(sandbox)) ? "" : await table(sandbox);
    await put(sandbox, `${before}competitor ${++count}\tubuntu\n`);
  };
  sandbox.faults.add({ operation: "GetObject", kind: "latency", milliseconds: 0, times, onHit });
}

async function exists(sandbox: Sandbox): Promise<boolean> {
  const response = await sandbox.calls.send("s3", "GET", path, { region });
  await response.body?.cancel();
  return response.ok;
}

Deno.test("CB15: the bucket's name out of any spelling; the key begins without a slash", () => {
  for (const spelling of ["s3://b/", "s3://b", "b", "b/"]) assert.equal(bucketNameOf(spelling), "b");
  assert.equal(tagsTableKey, "data/budget_tags/pcluster-project-budget-tags.tsv");
});

Deno.test(
  "tags table line",
  inSandbox({ seed: { buckets: [bucket] } }, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      const uri = `s3://${bucket}/${tagsTableKey}`;
      assert.deepEqual(await assertContract(deps, tagsTableLine, spec), { uri });
      assert.equal(tagsTableLine.key(spec), `123456789012/us-west-2/${bucket}/da-us-west-2b-demo`);
    });

    await step("CB6: a look and a write are two requests", async (deps, sandbox) => {
      await tagsTableLine.write(deps, spec, await writable(deps, tagsTableLine, spec, "exists"), "token");
      assert.deepEqual(operations(sandbox), ["GetObject", "PutObject"]);
      assert.equal(await table(sandbox), "da-us-west-2b-demo\tubuntu,alice,bob\n");
    });

    await step("CB7: other lines keep their bytes, when adding and when removing", async (deps, sandbox) => {
      const others = "daylily-global\tubuntu,carol \r\nx\tubuntu,\n";
      await put(sandbox, others);
      await tagsTableLine.write(deps, spec, await writable(deps, tagsTableLine, spec, "full"), "token");
      assert.equal(await table(sandbox), `${others}da-us-west-2b-demo\tubuntu,alice,bob\n`);
      await tagsTableLine.remove(deps, spec);
      assert.equal(await table(sandbox), others);
    });

    await step("CB9: the same line again is not a write", async (deps, sandbox) => {
      await put(sandbox, "da-us-west-2b-demo\tubuntu,alice,bob\n");
      await tagsTableLine.write(deps, spec, await writable(deps, tagsTableLine, spec, "full"), "token");
      await tagsTableLine.write(deps, spec, { is: "absent" }, "token");
      assert.deepEqual(operations(sandbox), ["GetObject", "GetObject"]);
    });

    await step("CB11: another writer between look and write loses nothing", async (deps, sandbox) => {
      const found = await writable(deps, tagsTableLine, spec, "full");
      await put(sandbox, "other\tubuntu,carol\n");
      await tagsTableLine.write(deps, spec, found, "token");
      assert.equal(await table(sandbox), "other\tubuntu,carol\nda-us-west-2b-demo\tubuntu,alice,bob\n");
    });

    await step("CB11: many writers at once lose nothing", async (deps, sandbox) => {
      const projects = ["p1", "p2", "p3", "p4", "p5"];
      await Promise.all(projects.map(async (project) => {
        const wanted = { ...spec, project };
        await tagsTableLine.write(deps, wanted, await writable(deps, tagsTableLine, wanted, "full"), "token");
      }));
      const lines = (await table(sandbox)).split("\n").sort();
      assert.deepEqual(lines, ["", ...projects.map((project) => `${project}\tubuntu,alice,bob`)]);
    });

    await step("a user who is missing or too many is seen, and repaired in one line", async (deps, sandbox) => {
      await put(sandbox, "da-us-west-2b-demo\tubuntu,alice\nx\tubuntu\nda-us-west-2b-demo\tubuntu,carol\n");
      const seen = await whenReady(deps, tagsTableLine, spec);
      assert.deepEqual(seen.spec.users, ["alice", "carol"]);
      await tagsTableLine.write(deps, spec, seen, "token");
      assert.deepEqual(differences(spec, (await whenReady(deps, tagsTableLine, spec)).spec), []);
      assert.equal(await table(sandbox), "x\tubuntu\nda-us-west-2b-demo\tubuntu,alice,bob\n");
    });

    await step("lines that already say the same in another way are left alone", async (deps, sandbox) => {
      await put(sandbox, "da-us-west-2b-demo\tubuntu,bob,\nda-us-west-2b-demo\tubuntu,alice,\n");
      const seen = await whenReady(deps, tagsTableLine, spec);
      assert.deepEqual(differences(spec, seen.spec), []);
      await tagsTableLine.write(deps, spec, seen, "token");
      assert.ok(!operations(sandbox).includes("PutObject"));
    });

    await step("CB10: a denied look is an error, and nothing is written", async (deps, sandbox) => {
      await put(sandbox, "other\tubuntu,carol\n");
      sandbox.settings.denied.push("s3:GetObject");
      await assert.rejects(tagsTableLine.find(deps, spec, "exists"), isDenied);
      await assert.rejects(tagsTableLine.write(deps, spec, { is: "absent" }, "token"), isDenied);
      await assert.rejects(tagsTableLine.remove(deps, spec), isDenied);
      assert.ok(!operations(sandbox).includes("PutObject"));
    });

    await step("a denied write is thrown", async (deps, sandbox) => {
      sandbox.settings.denied.push("s3:PutObject");
      const found = await writable(deps, tagsTableLine, spec, "exists");
      await assert.rejects(tagsTableLine.write(deps, spec, found, "token"), isDefiniteRefusal);
    });

    await step("a lost answer leaves one line", async (deps, sandbox) => {
      sandbox.faults.add({ operation: "PutObject", kind: "lost" });
      await tagsTableLine.write(deps, spec, await writable(deps, tagsTableLine, spec, "exists"), "token");
      assert.equal(await table(sandbox), "da-us-west-2b-demo\tubuntu,alice,bob\n");
    });

    await step("CB11: refused twice because of another writer, then written", async (deps, sandbox) => {
      await put(sandbox, "other\tubuntu\n");
      interfere(sandbox, 2);
      await tagsTableLine.write(deps, spec, await writable(deps, tagsTableLine, spec, "exists"), "token");
      const expected =
        "other\tubuntu\ncompetitor 1\tubuntu\ncompetitor 2\tubuntu\nda-us-west-2b-demo\tubuntu,alice,bob\n";
      assert.equal(await table(sandbox), expected);
      assert.equal(operations(sandbox).filter((name) => name === "PutObject").length, 3);
    });

    await step("decision 3.5: gives up after 8 tries, with growing pauses", async (deps, sandbox) => {
      const clock = virtualClock();
      const patient = { ...deps, clock, random: () => 0.5 };
      interfere(sandbox, "all");
      await assert.rejects(
        tagsTableLine.write(patient, spec, await writable(deps, tagsTableLine, spec, "exists"), "token"),
        { code: "DAY-AWS-001", message: /each of 8 attempts/ },
      );
      assert.equal(operations(sandbox).filter((name) => name === "PutObject").length, 8);
      assert.deepEqual(clock.slept, [100, 200, 400, 800, 1600, 2500, 2500, 2500]);
    });

    await step("removing a line that is not there writes nothing", async (deps, sandbox) => {
      await tagsTableLine.remove(deps, spec);
      assert.deepEqual(operations(sandbox), ["GetObject"]);
    });

    await step("a table in a bucket that does not exist is an error, not an absent line", async (deps) => {
      const elsewhere = { ...spec, bucket: "no-such-omics-analysis" };
      await assert.rejects(tagsTableLine.find(deps, elsewhere, "exists"), { name: "NoSuchBucket" });
    });
  }),
);
