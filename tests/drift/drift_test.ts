import assert from "node:assert/strict";
import { deletions } from "../delete/deletion_world.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { handChanges } from "./hand_changes.ts";

type Item = {
  readonly resource: string;
  readonly id: string;
  readonly field: string;
  readonly status: string;
  readonly fix: string;
};

const demo = "--cluster demo --region us-west-2 --output json";

/** Ids that another account would have otherwise. */
function plain({ resource, id, field, status }: Item): string {
  const name = id.replace(/^[^/]*omics-analysis[^/]*\//, "BUCKET/");
  return `${resource} ${resource.startsWith("AWS::") ? "ID" : name}: ${field} ${status}`;
}

Deno.test(
  "decision 3.57b: changes by hand",
  deletions(async (step) => {
    await step("each is found, and put right or reported", async (world) => {
      const { run, sandbox } = world;
      const aws = sandboxAws(sandbox);
      const made = await run("infra expiry-role");
      assert.equal(made.code, 0, made.err);
      const extended = await run("extend --cluster demo --region us-west-2 --ttl 3d");
      assert.equal(extended.code, 0, extended.err);
      const log: string[] = [];
      for (const { name, found, becomes, change, undo } of handChanges) {
        const before = await run(`drift check ${demo}`);
        if (before.code !== 0) log.push(`${name}: BEFORE ${before.code} ${before.out.slice(0, 3000)}`);
        await change(aws);
        const checked = await run(`drift check ${demo}`);
        const { items } = JSON.parse(checked.out) as { items: readonly Item[] };
        log.push(
          `${name}: ${checked.code} ${JSON.stringify(items.map(plain))} ${JSON.stringify(found)} ${
            JSON.stringify(items.map((i) => i.fix))
          }`,
        );
        const repaired = await run(`drift repair ${demo}`);
        Deno.writeTextFileSync("/tmp/w18.txt", log.join("\n"));
        log.push(`   -> ${becomes} ${repaired.code} ${repaired.out.slice(0, 2000)} ${repaired.err}`);
        await undo?.(aws);
      }
      aws.close();
      Deno.writeTextFileSync("/tmp/w18.txt", log.join("\n"));
    });
  }),
);
