import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { type AuditDocument, auditHere } from "./audit_here.ts";
import { type Placed, placeDecoys, placeLeftovers } from "./place_leftovers.ts";

const demo = ["--cluster", "demo", "--region", "us-west-2"];

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
  }),
);
