import assert from "node:assert/strict";
import { bootFiles } from "../../lib/aws/questions/boot_assets.ts";
import { hashedName, nodeScripts } from "../../lib/cluster_file/boot/node_scripts.ts";
import { publishBootAssets } from "../../lib/infra/publish_boot_assets.ts";
import { sha256 } from "../../lib/host/sha256.ts";
import type { ConsentQuestion, Prompter } from "../../lib/host/prompter.ts";
import { inSandbox } from "../aws/in_sandbox.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { changes, desks } from "./infra_here.ts";

const bucket = "sandbox-omics-analysis-us-west-2";
const words = ["infra", "publish-boot-assets", "--bucket", bucket];
const scripts = { "sbatch": "#!/bin/sh\necho batch\n", "fresh.sh": "#!/bin/sh\necho fresh\n" };
const request = { bucket, replaceLegacy: false, yes: false, dryRun: false };
const folder = "cluster_boot_config/";
/** What the seeded bucket has under these names stays. */
const legacy: readonly string[] = bootFiles;

/** The objects of the folder that a name belongs to. */
async function textOf({ calls }: Sandbox, key: string): Promise<string> {
  const response = await calls.send("s3", "GET", `/${bucket}/${folder}${key}`, {});
  return await response.text();
}

/** Answers as told, and keeps what it was asked. */
function prompterSaying(yes: boolean): Prompter & { readonly asked: ConsentQuestion[] } {
  const asked: ConsentQuestion[] = [];
  const none = () => Promise.reject(new Error("nothing else is asked"));
  return { asked, text: none, menu: none, consent: (question) => (asked.push(question), Promise.resolve(yes)) };
}

Deno.test(
  "scripts for nodes",
  inSandbox({}, async (step) => {
    const hashed = async (stem: string, text: string, ending = "") =>
      `${stem}-${(await sha256(text)).slice(0, 12)}${ending}`;
    const names = {
      batch: await hashed("sbatch", scripts.sbatch),
      fresh: await hashed("fresh", scripts["fresh.sh"], ".sh"),
    };
    const under = (name: string) => `${bucket}/${folder}${name}`;

    await step("decision 3.57d: hashed names always, a plain name only where it is free", async (deps, sandbox) => {
      const run = (more = {}) =>
        publishBootAssets({ ...deps, emit: () => {}, prompter: prompterSaying(false) }, scripts, {
          ...request,
          ...more,
        });
      const expected = {
        [under(names.batch)]: "created",
        [under(names.fresh)]: "created",
        [under("sbatch")]: "unchanged",
        [under("fresh.sh")]: "created",
      };
      const outcomes = ({ objects }: Awaited<ReturnType<typeof run>>) =>
        Object.fromEntries(objects.map(({ name, outcome }) => [name, outcome]));
      assert.deepEqual(outcomes(await run({ dryRun: true })), expected);
      assert.deepEqual(changes(sandbox), []);
      const before = await textOf(sandbox, "sbatch");
      const made = await run();
      assert.deepEqual(outcomes(made), expected);
      assert.match(made.objects[2].differences.join(), /^SHA-256: \w+, wanted \w+$/);
      assert.deepEqual(made.warnings, []);
      assert.deepEqual([await textOf(sandbox, "sbatch"), await textOf(sandbox, names.batch)], [before, scripts.sbatch]);
      sandbox.clearRequests();
      assert.deepEqual(new Set(Object.values(outcomes(await run()))), new Set(["unchanged"]));
      assert.deepEqual(changes(sandbox), []);
    });

    await step(
      "decision 3.57d: a plain name is replaced after a person's word, or with --yes",
      async (deps, sandbox) => {
        const replace = { ...request, replaceLegacy: true };
        const before = await textOf(sandbox, "sbatch");
        const no = prompterSaying(false);
        const declined = publishBootAssets({ ...deps, emit: () => {}, prompter: no }, scripts, replace);
        await assert.rejects(declined, { code: "DAY-PROMPT-003" });
        assert.deepEqual([changes(sandbox), await textOf(sandbox, "sbatch")], [[], before]);
        assert.match(no.asked[0].message, /object cluster_boot_config\/sbatch in /);
        const shown = await publishBootAssets({ ...deps, emit: () => {}, prompter: no }, scripts, {
          ...replace,
          dryRun: true,
        });
        assert.deepEqual([shown.objects[2].outcome, no.asked.length], ["updated", 1]);
        const made = await publishBootAssets({ ...deps, emit: () => {}, prompter: no }, scripts, {
          ...replace,
          yes: true,
        });
        assert.equal(made.objects[2].outcome, "updated");
        assert.deepEqual([await textOf(sandbox, "sbatch"), no.asked.length], [scripts.sbatch, 1]);
        // Nothing is asked where nothing differs.
        await publishBootAssets({ ...deps, emit: () => {}, prompter: no }, scripts, replace);
        assert.equal(no.asked.length, 1);
      },
    );
  }),
);

Deno.test(
  "infra publish-boot-assets",
  desks({}, async (step) => {
    await step("all that nodes run is published; the second time nothing is written", async (desk) => {
      const { code, json } = await desk.run(...words);
      assert.equal(code, 0);
      const made = Object.fromEntries(
        json.objects?.map(({ name, outcome }) => [name.split("/").at(-1) ?? "", outcome]) ?? [],
      );
      const expected = await Promise.all(
        Object.keys(nodeScripts).map(async (name) => [
          [name, legacy.includes(name) ? "unchanged" : "created"],
          [await hashedName(name), "created"],
        ]),
      );
      assert.deepEqual(made, Object.fromEntries(expected.flat()));
      const key = await hashedName("post_install_ubuntu_combined.sh");
      assert.equal(await textOf(desk.sandbox, key), nodeScripts["post_install_ubuntu_combined.sh"]);
      desk.sandbox.clearRequests();
      const again = await desk.run(...words.with(3, `s3://${bucket}/`));
      assert.deepEqual(new Set(again.json.objects?.map(({ outcome }) => outcome)), new Set(["unchanged"]));
      assert.deepEqual(changes(desk.sandbox), []);
    });

    await step(
      "decision 3.57d: nobody can be asked about a plain name: exit 1, and --yes is what helps",
      async (desk) => {
        const { code, json } = await desk.run(...words, "--replace-legacy", "--non-interactive");
        assert.deepEqual([code, json.error?.code], [1, "DAY-PROMPT-001"]);
        assert.match(json.error?.fix ?? "", /--yes/);
        assert.deepEqual(changes(desk.sandbox), []);
      },
    );

    await step("a bucket that cannot be seen, or cannot be, is exit 1", async (desk) => {
      const wrong = {
        "no-such-bucket": "DAY-CFG-003",
        "s3://": "DAY-USE-001",
        "A B": "DAY-USE-001",
        "": "DAY-USE-001",
      };
      for (const [name, expected] of Object.entries(wrong)) {
        const { code, json } = await desk.run(...words.with(3, name));
        assert.deepEqual([code, json.error?.code], [1, expected], name);
      }
      desk.sandbox.settings.denied = ["s3:GetBucketLocation"];
      const { code, json } = await desk.run(...words);
      assert.deepEqual([code, json.error?.code], [1, "DAY-CFG-003"]);
    });
  }),
);
