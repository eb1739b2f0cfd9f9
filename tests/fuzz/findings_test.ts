import { join } from "node:path";
import { publicKey, usualConfig } from "../spot/spot_here.ts";
import { repository } from "../support/source_files.ts";
import { atDesk } from "./desk.ts";

const shipped = () => Deno.readTextFile(join(repository, "config", "demo.yaml"));

/** What the fuzzers have found, each as the smallest input that showed it. */
const laughing = [
  "a: &a [x, x, x, x, x, x, x, x, x]",
  ..."bcdefgh".split("").map((name, index) => {
    const before = "abcdefgh"[index];
    return `${name}: &${name} [${Array(9).fill(`*${before}`).join(", ")}]`;
  }),
].join("\n");

Deno.test("design guarantee 6: aliases of a file that stand for nothing, or for too much, are an error with a code", () =>
  atDesk(async (desk) => {
    for (const text of [`<<: *x\n${usualConfig}`, `${usualConfig}x: *x\n`, `${usualConfig}${laughing}\n`]) {
      await desk.lay({ "work/config.yaml": text, "work/key.pub": publicKey });
      await desk.check(["spot-deploy", "validate"]);
      await desk.lay({ "work/my.yaml": `ephemeral_cluster:\n  config: {}\n${text}` });
      await desk.check(
        [..."preflight --non-interactive --region-az us-west-2b --config my.yaml".split(" ")],
        /added to/,
      );
      await desk.lay({ "work/config/day_cluster/pcluster_env.yml": text });
      await desk.check(["infra", "ensure-network", "--region-az", "us-west-2b", "--yes", "--non-interactive"]);
    }
  }));

Deno.test("design guarantee 6: a path that no file can have is a file that is not there", () =>
  atDesk(async (desk) => {
    const text = usualConfig.replace("key.pub", '"key\\0.pub"');
    await desk.lay({ "work/config.yaml": text, "work/key.pub": publicKey });
    await desk.check(["spot-deploy", "validate"]);
    await desk.lay({ "work/my.yaml": (await shipped()).replace("config/day_cluster/prod_cluster.yaml", "a\\0b") });
    await desk.check([..."preflight --non-interactive --region-az us-west-2b --config my.yaml".split(" ")]);
  }));
