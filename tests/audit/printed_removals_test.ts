import assert from "node:assert/strict";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { sandboxTools, withSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { auditHere } from "./audit_here.ts";
import { placeLeftovers } from "./place_leftovers.ts";

Deno.test("design 5.6: every command that an audit prints for a leftover removes it, as the same caller whatever is exported", () =>
  withSandbox({}, async (sandbox) => {
    const aws = sandboxAws(sandbox);
    await placeLeftovers(aws, "demo");
    const demo = ["--cluster", "demo", "--region", "us-west-2"];
    const { document: { left } } = await auditHere(sandbox, demo);
    const { bin } = await sandboxTools();
    // The AWS CLI ranks these above AWS_PROFILE, by which dayctl goes.
    const foreign = { AWS_ACCESS_KEY_ID: "AKIAFOREIGN000000000", AWS_SECRET_ACCESS_KEY: "foreign" };
    const env = { ...sandbox.environment, ...foreign, PATH: `${bin}:${Deno.env.get("PATH")}` };
    // What holds others stands before them in the list.
    for (const { service, remove } of left) {
      const { code, stderr } = await new Deno.Command("sh", { args: ["-c", remove], env, clearEnv: true }).output();
      assert.equal(code, 0, `${service}: ${remove}\n${new TextDecoder().decode(stderr)}`);
    }
    assert.deepEqual(new Set(sandbox.requests().map(({ accessKey }) => accessKey)), new Set([sandboxKey.id]));
    const after = await auditHere(sandbox, demo);
    assert.deepEqual([after.code, after.document.left], [0, []]);
    aws.close();
  }));
