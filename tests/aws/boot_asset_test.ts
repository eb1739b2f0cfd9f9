import assert from "node:assert/strict";
import { isAlreadyThere, isDenied } from "../../lib/aws/aws_error.ts";
import { bootAsset } from "../../lib/aws/resources/boot_asset.ts";
import { sha256 } from "../../lib/host/sha256.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, region } from "./in_sandbox.ts";

const text = "#!/bin/sh\necho day\n";
const bucket = `sandbox-omics-analysis-${region}`;
const spec = { account, region, bucket, key: "cluster_boot_config/day.sh", sha256: await sha256(text) };

Deno.test(
  "boot asset",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      await assertContract({ ...deps, text }, bootAsset, spec);
    });

    await step("another text is seen, and replaced only as it was seen", async (aws) => {
      const deps = { ...aws, text };
      await bootAsset.write({ ...deps, text: "old" }, spec, { is: "absent" }, "token");
      await assert.rejects(bootAsset.write(deps, spec, { is: "absent" }, "token"), isAlreadyThere);
      const old = await whenReady(deps, bootAsset, spec);
      assert.deepEqual(differences(spec, old.spec).map(({ field }) => field), ["sha256"]);
      await bootAsset.write({ ...deps, text: "newer" }, spec, old, "token");
      await assert.rejects(
        bootAsset.write(deps, spec, old, "token"),
        /pre-conditions|PreconditionFailed|precondition/i,
      );
      await bootAsset.write(deps, spec, await whenReady(deps, bootAsset, spec), "token");
      assert.deepEqual((await whenReady(deps, bootAsset, spec)).spec, spec);
    });

    await step("a look that is denied is an error, not an absent object", async (deps, sandbox) => {
      sandbox.settings.denied.push("s3:GetObject");
      await assert.rejects(bootAsset.find({ ...deps, text }, spec, "exists"), isDenied);
    });
  }),
);
