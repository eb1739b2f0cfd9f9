import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { cliGlobals } from "../../lib/config/file/cli_globals.ts";
import { requiredKeys } from "../../lib/config/keys/keys.ts";
import { loadConfig } from "../../lib/config/file/load_config.ts";
import { resolveSettings } from "../../lib/config/settings/resolve_settings.ts";
import { findFile, shippedPaths } from "../../lib/config/file/shipped_files.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { folder, scriptedDeps } from "./scripted.ts";

const load = (path: string, deps = scriptedDeps()) =>
  loadConfig(deps, { path, overrides: new Map(), autoSelect: true });

Deno.test("3.34: a shipped name means the file below the current folder, else the embedded text", async () => {
  for (const path of Object.values(shippedPaths)) {
    const embedded = await findFile(scriptedDeps(), path);
    assert.equal(embedded?.embedded, true);
    assert.equal(embedded?.text, await Deno.readTextFile(new URL(`../../${repositoryPath(path)}`, import.meta.url)));
    assert.equal(embedded?.path, `${folder}/${path}`);

    const own = await findFile(scriptedDeps({ files: { [`${folder}/${path}`]: "own" } }), path);
    assert.deepEqual(own, { path: `${folder}/${path}`, text: "own", embedded: false });
  }
});

function repositoryPath(path: string): string {
  const templates = new Map<string, string>([
    [shippedPaths.clusterTemplate, "templates/cluster.yaml"],
    [shippedPaths.networkTemplate, "templates/network_stack.yaml"],
  ]);
  return templates.get(path) ?? path;
}

Deno.test("paths are absolute, below the current folder, or below the home folder; others do not exist", async () => {
  const deps = scriptedDeps({ files: { [`${folder}/x/a.yaml`]: "a", "/home/tester/b.yaml": "b" } });
  const find = async (path: string) => (await findFile(deps, path))?.text;
  assert.equal(await find("x/a.yaml"), "a");
  assert.equal(await find(`${folder}/x/../x/a.yaml`), "a");
  assert.equal(await find("~/b.yaml"), "b");
  assert.equal(await find("x/b.yaml"), undefined);
  assert.equal(await find("/elsewhere/config/demo.yaml"), undefined);
});

Deno.test("what is no regular file is refused unread, and a path that is too long is said once", async () => {
  await inTemporaryFolder(async (home) => {
    const deps = { files: systemFiles, environment: { home, folder: home } };
    const { success } = await new Deno.Command("mkfifo", { args: [join(home, "pipe")] }).output();
    assert.ok(success);
    for (const path of [home, "pipe", "/dev/null"]) {
      await assert.rejects(findFile(deps, path), {
        code: "DAY-CFG-001",
        message: /is not a regular file/,
        fix: /^save/,
      });
    }
    const long = "a".repeat(300);
    await assert.rejects(findFile(deps, long), { message: `${home}/${long} cannot be read: File name too long` });
  });
});

Deno.test("2.2: the shipped configuration has the keys with their defaults, and asks for everything", async () => {
  const deps = scriptedDeps();
  const { triplets, templateDefaults } = await load(shippedPaths.configTemplate, deps);
  assert.deepEqual([...triplets.keys()], requiredKeys.toSorted());
  assert.deepEqual(deps.files.writes, []);
  for (const { action, value } of triplets.values()) assert.deepEqual([action, value], ["PROMPTUSER", ""]);
  const defaults = [...triplets].filter(([, each]) => each.default !== "").map(([key, each]) => [key, each.default]);
  assert.deepEqual(Object.fromEntries(defaults), {
    auto_delete_fsx: "Delete",
    budget_amount: "200",
    cluster_name: "majors-cluster",
    cluster_template_yaml: "config/day_cluster/prod_cluster.yaml",
    delete_local_root: "true",
    enable_detailed_monitoring: "false",
    enforce_budget: "skip",
    fsx_fs_size: "4800",
    global_budget_amount: "200",
    headnode_instance_type: "r7i.2xlarge",
    heartbeat_schedule: "rate(60 minutes)",
    max_count_128I: "1",
    max_count_192I: "1",
    max_count_8I: "1",
    spot_instance_allocation_strategy: "price-capacity-optimized",
  });
  assert.deepEqual(Object.fromEntries(templateDefaults), {
    headnode_instance_type: "r7i.2xlarge",
    fsx_fs_size: "7200",
    enable_detailed_monitoring: "false",
    delete_local_root: "true",
    auto_delete_fsx: "Delete",
    heartbeat_schedule: "rate(60 minutes)",
    spot_instance_allocation_strategy: "price-capacity-optimized",
    max_count_8I: "1",
    max_count_128I: "1",
    max_count_192I: "1",
  });
});

Deno.test("design 7: the demo's configuration leaves nothing to ask", async () => {
  const deps = scriptedDeps();
  const source = await load(shippedPaths.demo, deps);
  for (const each of source.triplets.values()) assert.deepEqual([each.action, each.default], ["USESETVALUE", ""]);
  const values = [...source.triplets].filter(([, { value }]) => value === "").map(([key]) => key);
  assert.deepEqual(values, [
    "heartbeat_scheduler_role_arn",
    "iam_policy_arn",
    "private_subnet_id",
    "public_subnet_id",
    "s3_bucket_name",
    "ssh_key_name",
  ]);
  const settings = await resolveSettings(deps, source);
  assert.equal(settings.cluster_name.value, "demo");
  assert.equal(settings.heartbeat_email.value, "demo@example.org");
});

Deno.test("headnode.md A3: the control repository and its tag", async () => {
  assert.deepEqual(await cliGlobals(scriptedDeps()), {
    repository: "https://github.com/Daylily-Informatics/daylily-ephemeral-cluster.git",
    tag: "0.7.601",
    defaultTtl: "",
  });
  const broken = scriptedDeps({ files: { [`${folder}/${shippedPaths.cliGlobals}`]: "daylily: {}\n" } });
  await assert.rejects(cliGlobals(broken), { code: "DAY-CFG-001" });
});

Deno.test("headnode.md A5: the repository catalogue, in the plain style that the head node can read", async () => {
  const text = (await findFile(scriptedDeps(), shippedPaths.repositories))?.text ?? "";
  const catalogue = parse(text);
  assert.equal(catalogue.default_repository, "daylily-omics-analysis");
  const entries = Object.entries<Record<string, string>>(catalogue.repositories);
  assert.deepEqual(entries.map(([key, { default_ref, relative_path }]) => [key, default_ref, relative_path]), [
    ["daylily-omics-analysis", "0.7.602", "daylily-omics-analysis"],
    ["rna-seq-star-deseq2", "main", "rna-seq-star-deseq2"],
    ["daylily-sarek", "0.0.4d", "sarek"],
  ]);
  for (const [, entry] of entries) {
    const fields = ["display_name", "description", "https_url", "ssh_url", "default_ref", "relative_path"];
    assert.deepEqual(Object.keys(entry), fields);
  }
  for (const line of text.trimEnd().split("\n")) assert.match(line, /^(#.*| *[\w-]+:( ".*")?)$/);
});
