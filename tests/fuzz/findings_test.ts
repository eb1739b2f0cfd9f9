import { join } from "node:path";
import { journalVersion } from "../../lib/state/journal/facts.ts";
import { publicKey, usualConfig } from "../spot/spot_here.ts";
import { repository } from "../support/source_files.ts";
import { atDesk } from "./desk.ts";
import { originals } from "./originals.ts";

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

Deno.test("design guarantee 6: a journal whose request names no region is no request of create", () =>
  atDesk(async (desk) => {
    const first = {
      operation: "create",
      subject: "demo",
      region: "us-west-2",
      profile: "sandbox",
      run_id: "20260102030405",
    };
    const usual = {
      region_az: "us-west-2b",
      profile: "sandbox",
      config: "a.yaml",
      set: {},
      pass_on_warn: true,
      tags: [],
    };
    for (const region of ["", "\u0000", "a b", 5]) {
      const request = { ...usual, region, repo_overrides: {}, create_timeout_minutes: 90, ssh_cidr: "0.0.0.0/0" };
      const facts = [
        {
          at: "2026-01-02T03:04:05.000Z",
          fact: "run",
          schema_version: journalVersion,
          tool_version: "1",
          ...first,
          request,
        },
        { at: "2026-01-02T03:04:06.000Z", fact: "preflight_passed" },
      ];
      const journal = facts.map((fact) => JSON.stringify(fact) + "\n").join("");
      await desk.lay({ "home/.config/daylily/runs/demo_20260102030405.jsonl": journal });
      await desk.check(["create", "--resume", "demo_20260102030405", "--non-interactive"]);
    }
  }));

Deno.test("design guarantee 6: a state record, or a journal without one, that names no region is no place to look at", () =>
  atDesk(async (desk) => {
    const { record, journal } = await originals();
    for (const region of ["", "a b", "\u0000"]) {
      const named = { ...JSON.parse(record), region };
      await desk.lay({ "home/.config/daylily/state_demo_20260102030405.json": JSON.stringify(named) });
      await desk.check(["status"]);
      await desk.check(["delete", "--cluster", "demo", "--dry-run"]);
      const [first, ...rest] = journal.split("\n");
      const other = [JSON.stringify({ ...JSON.parse(first), region }), ...rest].join("\n");
      await desk.lay({ "home/.config/daylily/runs/demo_20260102030405.jsonl": other });
      await desk.check(["status"]);
      await desk.check(["delete", "--cluster", "demo", "--dry-run"]);
    }
  }));
