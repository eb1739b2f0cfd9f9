import assert from "node:assert/strict";
import { join } from "node:path";
import { publicKey, usualConfig } from "../spot/spot_here.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { withScripts } from "./scripts_here.ts";
import { programsIn, started } from "./started.ts";

/** The command lines of the seed, in an order in which each finds what it needs; `uv run -s` starts a script with Python. */
const lines = [
  "util/get_ubuntu_amis.py",
  "util/update_config_with_regions.py",
  "util/verify_config_architecture.py",
  "deploy_spot.py create",
  "bacalhau_spot_cli.py list",
  "deploy_spot.py destroy",
  "bacalhau_spot_cli.py create",
  "deploy_spot.py",
  "deploy_spot.py --action list",
  "deploy_spot.py nuke --force",
];

Deno.test(
  "shims of the scripts of Bacalhau nodes",
  sharedSandbox({}, async (step) => {
    await step(
      "seed: they run as they are written there, from the repository's root and from any other folder",
      (sandbox) =>
        withScripts(async ({ folder, bin, shims, write, world }) => {
          await write("deploy_spot.py", "raise SystemExit(99)\n", 0o644);
          const before = await world();
          const made = await shims("install", "spot-deploy");
          assert.equal(made.code, 0, made.err);
          assert.equal(Object.keys(made.changed).length, 6);
          const env = { ...sandbox.environment, PATH: await programsIn(folder, { deno: Deno.execPath() }) };

          const elsewhere = join(folder, "elsewhere");
          await Deno.mkdir(elsewhere);
          for (const [place, scripts] of [[bin, "."], [elsewhere, bin]] as const) {
            await Deno.writeTextFile(join(place, "config.yaml"), usualConfig);
            await Deno.writeTextFile(join(place, "key.pub"), publicKey);
            const regions = { available_regions: ["eu-central-1"], region_details: {} };
            await Deno.writeTextFile(join(place, "available_regions.json"), JSON.stringify(regions));
            // Each script once; from elsewhere those that write and that read.
            for (const line of place === bin ? lines : ["util/get_ubuntu_amis.py", "deploy_spot.py list"]) {
              const [name, ...words] = line.split(" ");
              const { code, out, err } = await started(["env", "python3", join(scripts, name), ...words], {
                env,
                folder: place,
              });
              assert.equal(code, 0, `${line}: ${out}${err}`);
              if (/ create$/.test(line)) assert.match(out, /all 3 nodes are running/);
              if (/list$|spot\.py$/.test(line)) {
                assert.match(out, place === bin ? /Total: 3 instances/ : /No instances found/);
              }
            }
            assert.match(await Deno.readTextFile(join(place, "ubuntu_amis.json")), /ami-/);
            for (
              const name of ["config.yaml", "key.pub", "available_regions.json", "ubuntu_amis.json", "ubuntu_amis.csv"]
            ) {
              await Deno.remove(join(place, name));
            }
          }
          assert.deepEqual(
            sandbox.requests().filter(({ operation }) => operation === "CreateFleet").length,
            2 * 3,
          );
          for (const name of ["config.yaml.bak", "MACHINES.json", "MACHINES.json.lock", "spot-deploy.log"]) {
            await Deno.remove(join(bin, name)).catch(() => {});
          }
          await shims("remove");
          assert.deepEqual(await world(), before);
        }),
    );
  }),
);
