import assert from "node:assert/strict";
import { withFolder } from "./config_folder.ts";
import { usualConfig } from "./spot_here.ts";

const changed = (from: string | RegExp, to: string) => usualConfig.replace(from, to);

Deno.test("T-07 CFG-02 CFG-03 CFG-07: what is questionable is told, with mistakes or without", async () => {
  const warningsOf = async (config: string, code: number, argv = ["validate"]) => {
    let warnings: readonly string[] = [];
    await withFolder(async (spot) => {
      const ended = await spot.json(argv);
      assert.equal(ended.code, code, ended.out);
      warnings = ended.document.warnings.map((each) => each.replace(/^(\S+) \S+ (\S+): .*; /, "$1 $2: "));
    }, config);
    return warnings;
  };
  assert.deepEqual(await warningsOf(changed("total_instances", "totl_instances"), 1), [
    "CFG-02 aws.totl_instances: did you mean total_instances?",
  ]);
  const alias = usualConfig.replace("{machine_type: t3.medium}", "{machine_type: t3.medium, ami_id: ami-12345678}");
  assert.deepEqual(await warningsOf(alias, 0), ["CFG-02 regions.us-east-1.ami_id: the key is image"]);
  for (const image of ["ghcr.io/x/bacalhau:latest-dind", "ghcr.io:5000/x/bacalhau"]) {
    const [warning] = await warningsOf(changed("token:", `image: ${image}\n  token:`), 0);
    assert.match(warning, /^CFG-07 bacalhau\.image/);
  }
  for (const image of ["ghcr.io/x/bacalhau:1.9.3-dind", "x/bacalhau@sha256:0123456789abcdef"]) {
    assert.deepEqual(await warningsOf(changed("token:", `image: ${image}\n  token:`), 0), []);
  }
  const [open] = await warningsOf(changed("203.0.113.0/24", "0.0.0.0/0"), 0);
  assert.match(open, /whole Internet/);
  const capped = changed("username:", "spot_price_limit: 0.02\n  username:")
    .replace("{machine_type: t3.medium}", "{machine_type: t3.medium, spot_price_limit: 0.03}");
  assert.deepEqual((await warningsOf(capped, 0)).map((each) => each.split(": ")[0]), [
    "CFG-07 aws.spot_price_limit",
    "CFG-07 regions.us-east-1.spot_price_limit",
  ]);
});

Deno.test("Q27: what only a launch needs is not asked for where nodes are listed", async () => {
  await withFolder(async (spot) => {
    await spot.write("MACHINES.json", JSON.stringify({ machines: {} }));
    assert.equal((await spot.run(["list", "--source", "state"])).code, 0);
    assert.equal((await spot.run(["validate"])).code, 1);
  }, changed("username:", "additional_commands: gone.sh\n  username:"));
});
