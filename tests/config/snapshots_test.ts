import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { parse } from "yaml";
import { readConfigDocument } from "../../lib/config/file/config_document.ts";
import type { ConfigSource } from "../../lib/config/file/config_source.ts";
import { actionWords, initial } from "../../lib/config/file/initial_value.ts";
import { loadConfig } from "../../lib/config/file/load_config.ts";
import { normalise } from "../../lib/config/file/normalise.ts";
import { resolveSettings } from "../../lib/config/settings/resolve_settings.ts";
import { finalConfig, nextRunTemplate, resolvedCli } from "../../lib/config/file/snapshots.ts";
import { findFile, shippedPaths } from "../../lib/config/file/shipped_files.ts";
import { configFile, type Entries, folder, scriptedDeps, sourceOf } from "./scripted.ts";

const base = `# about this file
owner: somebody
ephemeral_cluster:
  config:
    # the name
    cluster_name: [PROMPTUSER, d, ""]
    budget_amount: [PROMPTUSER, "200", PROMPTUSER] # old
    delete_local_root: [USESETVALUE, true, false]
    max_count_8I: 8
  template_defaults:
    fsx_fs_size: 7200 # TD
`;

function source(options: { autoSelect?: boolean } = {}): ConfigSource {
  const { triplets, templateDefaults } = readConfigDocument("b.yaml", base);
  return {
    path: `${folder}/b.yaml`,
    triplets: new Map([...triplets].sort(([a], [b]) => a < b ? -1 : 1)),
    templateDefaults,
    overrides: new Map(),
    autoSelect: options.autoSelect ?? true,
  };
}

const finals = new Map([["cluster_name", "tc1"], ["delete_local_root", "false"], ["max_count_8I", "08"]]);

Deno.test("3.15: the final configuration maps each key to quoted text, in the order of the key list", () => {
  assert.equal(
    finalConfig(source(), finals),
    `ephemeral_cluster:
  config:
    budget_amount: ""
    cluster_name: "tc1"
    delete_local_root: "false"
    max_count_8I: "08"
`,
  );
});

Deno.test("3.15: the resolved configuration lists action, value, value, and keeps the rest of the file", () => {
  assert.equal(
    resolvedCli(source(), finals, base),
    `# about this file
owner: somebody
ephemeral_cluster:
  config:
    budget_amount:
      - "USESETVALUE"
      - "200"
      - ""
    cluster_name:
      - "USESETVALUE"
      - "tc1"
      - "tc1"
    delete_local_root:
      - "USESETVALUE"
      - "false"
      - "false"
    max_count_8I:
      - "USESETVALUE"
      - "08"
      - "08"
  template_defaults:
    fsx_fs_size: 7200 # TD
`,
  );
});

Deno.test("T112: the next run's file keeps defaults, order and comments, and holds no action word as a value", () => {
  assert.equal(
    nextRunTemplate(source(), finals, base),
    `# about this file
owner: somebody
ephemeral_cluster:
  config:
    # the name
    cluster_name: ["USESETVALUE", "d", "tc1"]
    budget_amount: ["USESETVALUE", "200", ""]
    delete_local_root: ["USESETVALUE", "true", "false"]
    max_count_8I: ["USESETVALUE", "", "08"]
  template_defaults:
    fsx_fs_size: 7200 # TD
`,
  );
});

Deno.test("T112: an action word that was settled as a value gives way to the value of the file", () => {
  const settled = new Map([["cluster_name", "PROMPTUSER"]]);
  const entries: Entries = { cluster_name: ["PROMPTUSER", "", "tc7"] };
  for (const make of [resolvedCli, nextRunTemplate]) {
    const { config } = parse(make(sourceOf(entries), settled, base)).ephemeral_cluster;
    assert.equal(config.cluster_name[2], "tc7");
  }
});

Deno.test("T113: with auto-select off the original actions are kept", () => {
  const { config } = parse(nextRunTemplate(source({ autoSelect: false }), finals, base)).ephemeral_cluster;
  assert.deepEqual(Object.values<string[]>(config).map(([action]) => action), [
    "PROMPTUSER",
    "PROMPTUSER",
    "USESETVALUE",
    "USESETVALUE",
  ]);
});

Deno.test("T112: keys that were not needed keep the value of the file", () => {
  const entries: Entries = { budget_amount: ["PROMPTUSER", "1", "77"] };
  const file = configFile('budget_amount: [PROMPTUSER, "1", "77"]');
  for (const make of [resolvedCli, nextRunTemplate]) {
    const { config } = parse(make(sourceOf(entries), new Map(), file)).ephemeral_cluster;
    assert.equal(config.budget_amount[2], "77");
  }
  assert.equal(parse(finalConfig(sourceOf(entries), new Map())).ephemeral_cluster.config.budget_amount, "77");
});

Deno.test("aliases, flow style, odd keys and missing keys survive the rewriting as data", () => {
  const text = "x: &x [PROMPTUSER, b, c]\nephemeral_cluster: {config: {k: *x, 7: &y [PROMPTUSER, &s c], m: *y},\n" +
    " template_defaults: {t: *s, u: 1}}\n";
  const read = readConfigDocument("b.yaml", text);
  const triplets = new Map([...read.triplets, ["added", { action: "PROMPTUSER", default: "", value: "" }]]);
  for (const make of [resolvedCli, nextRunTemplate]) {
    const result = parse(make({ ...source(), triplets }, new Map([["k", "v"]]), text), { version: "1.1" });
    assert.deepEqual(Object.keys(result.ephemeral_cluster.config).sort(), ["7", "added", "k", "m"]);
    assert.equal(result.ephemeral_cluster.config.k[2], "v");
    assert.deepEqual(result.ephemeral_cluster.template_defaults, { t: "c", u: 1 });
    assert.deepEqual(result.x, ["PROMPTUSER", "b", "c"]);
  }
});

Deno.test("T111: the resolved configuration repeats the run without a question, with the same values", async () => {
  const deps = scriptedDeps({
    answers: ["2", "", "3", "tc1", "a@b.co", "2", "", "", "skip", ""],
  });
  const shipped = await findFile(deps, shippedPaths.configTemplate);
  const text = shipped?.text.replace('delete_local_root: [PROMPTUSER, "true", ""]', "delete_local_root: false") ?? "";
  await deps.files.replace(`${folder}/own.yaml`, text);
  const first = await loadConfig(deps, { path: "own.yaml", overrides: new Map(), autoSelect: true });
  const settings = await resolveSettings(deps, first);
  assert.equal(settings.delete_local_root.value, "false");
  assert.equal(settings.heartbeat_email.value, "");
  const values = Object.entries(settings).map(([key, { value }]) => [key, value] as const);

  for (const make of [resolvedCli, nextRunTemplate]) {
    const again = scriptedDeps({ files: { [`${folder}/again.yaml`]: make(first, new Map(values), text) } });
    const second = await loadConfig(again, { path: "again.yaml", overrides: new Map(), autoSelect: true });
    const repeated = await resolveSettings(again, second);
    assert.deepEqual(Object.entries(repeated).map(([key, { value }]) => [key, value]), values);
    assert.deepEqual(again.files.writes, []);
  }
});

Deno.test("10.2: a long value stays on one line", () => {
  const users = Array.from({ length: 60 }, (_, index) => `user${index}`).join(", ");
  const settled = new Map([["cluster_name", users]]);
  const texts = [
    finalConfig(source(), settled),
    resolvedCli(source(), settled, base),
    nextRunTemplate(source(), settled, base),
  ];
  for (const text of texts) assert.ok(text.split("\n").some((line) => line.includes(`"${users}"`)));
});

Deno.test("property: whatever the texts, a value that was written is read back, and equal input is equal bytes", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }).filter((each) => !/[\uFEFF\uFFFE\uFFFF]|\p{Cs}/u.test(each)),
    fc.constantFrom("PROMPTUSER", "USESETVALUE", "True", "null", "0.10"),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("a", "b", "true", "0x1", "null"), text, { minKeys: 1 }), (values) => {
      const entries = new Map(
        Object.keys(values).sort().map((key) => [key, { action: "PROMPTUSER", default: "", value: "" }]),
      );
      const given = { ...source(), triplets: entries };
      const settled = new Map(Object.entries(values));
      const file = "ephemeral_cluster: {config: {}}\n";
      for (const make of [resolvedCli, nextRunTemplate]) {
        const written = make(given, settled, file);
        assert.equal(make(given, settled, file), written);
        const { triplets } = readConfigDocument("b.yaml", written);
        for (const [key, value] of settled) {
          const back = initial({ ...given, triplets }, key)?.value ?? "";
          assert.equal(back, actionWords.has(value) ? "" : normalise(value));
        }
      }
      const { config } = parse(finalConfig(given, settled)).ephemeral_cluster;
      assert.deepEqual({ ...config }, { ...values });
    }),
  );
});
