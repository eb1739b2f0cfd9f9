import assert from "node:assert/strict";
import { sandboxTools, withSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { sandboxKey, seedBudget } from "../../lib/sandbox/emulator/seed.ts";
import { auditHere, type AuditRow } from "./audit_here.ts";
import { placeBootMark, placeLeftovers, placeSharedNetwork } from "./place_leftovers.ts";

const title =
  "design 5.6: every command that an audit prints, for what is left over and for what all clusters share, removes it, as the " +
  "same caller whatever is exported";

Deno.test(title, () =>
  withSandbox({}, async (sandbox) => {
    const aws = sandboxAws(sandbox);
    await placeLeftovers(aws, "demo");
    await placeSharedNetwork(aws);
    await placeBootMark(aws);
    await seedBudget(sandbox.calls, "daylily-global");
    const demo = ["--cluster", "demo", "--region", "us-west-2"];
    const { document: { left } } = await auditHere(sandbox, demo);
    const { bin } = await sandboxTools();
    // The AWS CLI ranks these above AWS_PROFILE, by which dayctl goes.
    const foreign = { AWS_ACCESS_KEY_ID: "AKIAFOREIGN000000000", AWS_SECRET_ACCESS_KEY: "foreign" };
    const env = { ...sandbox.environment, ...foreign, PATH: `${bin}:${Deno.env.get("PATH")}` };
    // What holds others stands before them in the list.
    const removeAll = async (rows: readonly AuditRow[]) => {
      for (const { service, remove } of rows) {
        const { code, stderr } = await new Deno.Command("sh", { args: ["-c", remove], env, clearEnv: true }).output();
        assert.equal(code, 0, `${service}: ${remove}\n${new TextDecoder().decode(stderr)}`);
      }
    };
    await removeAll(left);
    const after = await auditHere(sandbox, demo);
    assert.deepEqual([after.code, after.document.left], [0, []]);
    const shared = after.document.kept.filter(({ why }) => why.endsWith("shared by all clusters"));
    const kinds = ["stacks", "NAT gateways", "elastic addresses", "bucket objects", "roles", "policies", "budgets"];
    assert.deepEqual([...new Set(shared.map(({ service }) => service))], kinds);
    await removeAll(shared);
    assert.deepEqual((await auditHere(sandbox, demo)).document.kept, []);
    assert.deepEqual(new Set(sandbox.requests().map(({ accessKey }) => accessKey)), new Set([sandboxKey.id]));
    aws.close();
  }));
