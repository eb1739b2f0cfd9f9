import assert from "node:assert/strict";
import { isAlreadyThere, isDenied } from "../../lib/aws/aws_error.ts";
import { bootAsset } from "../../lib/aws/resources/boot_asset.ts";
import { sha256 } from "../../lib/host/sha256.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, region } from "./in_sandbox.ts";

const text = "#!/bin/sh\necho day\n";
const asset = bootAsset(text);
const bucket = `sandbox-omics-analysis-${region}`;
const spec = { account, region, bucket, key: "cluster_boot_config/day.sh", sha256: await sha256(text) };

Deno.test(
  "boot asset",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      await assertContract(deps, asset, spec);
    });

    await step("another text is seen, and replaced only as it was seen", async (deps) => {
      await bootAsset("old").write(deps, spec, { is: "absent" }, "token");
      await assert.rejects(asset.write(deps, spec, { is: "absent" }, "token"), isAlreadyThere);
      const old = await whenReady(deps, asset, spec);
      assert.deepEqual(differences(spec, old.spec).map(({ field }) => field), ["sha256"]);
      await bootAsset("newer").write(deps, spec, old, "token");
      await assert.rejects(asset.write(deps, spec, old, "token"), /pre-conditions|PreconditionFailed|precondition/i);
      await asset.write(deps, spec, await whenReady(deps, asset, spec), "token");
      assert.deepEqual((await whenReady(deps, asset, spec)).spec, spec);
    });

    await step("a look that is denied is an error, not an absent object", async (deps, sandbox) => {
      sandbox.settings.denied.push("s3:GetObject");
      await assert.rejects(asset.find(deps, spec, "exists"), isDenied);
    });
  }),
);
