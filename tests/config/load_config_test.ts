import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { readConfigDocument } from "../../lib/config/file/config_document.ts";
import { requiredKeys } from "../../lib/config/keys/keys.ts";
import { initial } from "../../lib/config/file/initial_value.ts";
import { detailedMonitoring } from "../../lib/config/settings/detailed_monitoring.ts";
import { loadConfig } from "../../lib/config/file/load_config.ts";
import { configFile, folder, scriptedDeps } from "./scripted.ts";

const path = `${folder}/my.yaml`;

async function load(text: string, setup: { mode?: number; overrides?: Record<string, string> } = {}) {
  const deps = scriptedDeps({ files: { [path]: text }, mode: setup.mode });
  const overrides = new Map(Object.entries(setup.overrides ?? {}));
  const source = await loadConfig(deps, { path: "my.yaml", overrides, autoSelect: true });
  return { deps, source, text: await deps.files.readText(path) };
}

const line = (key: string) => `${key}: [PROMPTUSER, "", ""]`;
const whole = configFile(...requiredKeys.map(line));

/** A file that lacks only these keys. */
function lacking(...missing: readonly string[]): string {
  return configFile(...requiredKeys.filter((key) => !missing.includes(key)).map(line));
}

Deno.test("T29: missing keys are appended in required order, all else stays, and only once", async () => {
  const text = "# top\n" + lacking("allowed_budget_users", "cluster_name", "auto_delete_fsx") +
    "# about defaults\n\n  template_defaults:   {a: 1}   # tail\n";
  const first = await load(text);
  const added = ["auto_delete_fsx", "cluster_name", "allowed_budget_users"].map((key) => `    ${line(key)}\n`).join("");
  assert.equal(first.text, text.replace("# about defaults", `${added}# about defaults`));
  assert.deepEqual(first.deps.files.writes, [path]);
  const second = await load(first.text);
  assert.deepEqual(second.deps.files.writes, []);
});

Deno.test("T30: a read-only file is left alone with a warning", async () => {
  const { deps, source, text } = await load(configFile("cluster_name: [PROMPTUSER, b, c]"), { mode: 0o444 });
  assert.equal(text, configFile("cluster_name: [PROMPTUSER, b, c]"));
  assert.match(deps.warnings()[0], /budget_email.* could not be added to .*: it is read-only/);
  assert.equal(source.triplets.size, 25);
});

Deno.test("2.5: a file that cannot be replaced is only worth a warning", async () => {
  const deps = scriptedDeps({ files: { [path]: configFile("a: [PROMPTUSER]") } });
  deps.files.replace = () => Promise.reject(new Error("no space left"));
  const source = await loadConfig(deps, { path, overrides: new Map(), autoSelect: true });
  assert.equal(source.triplets.size, 26);
  assert.match(deps.warnings()[0], /no space left/);
});

Deno.test("T32: keys of the file in code-point order, then the missing ones in required order", async () => {
  const { source } = await load(
    configFile("zebra: [PROMPTUSER, b, c]", line("max_count_8I"), line("max_count_128I"), line("Alpha")),
  );
  const keys = [...source.triplets.keys()];
  assert.deepEqual(keys.slice(0, 5), ["Alpha", "max_count_128I", "max_count_8I", "zebra", "auto_delete_fsx"]);
  assert.deepEqual(keys.slice(4), requiredKeys.filter((key) => !/^max_count_(8|128)I$/.test(key)));
  assert.deepEqual(source.triplets.get("zebra"), { action: "PROMPTUSER", default: "b", value: "c" });
  assert.equal(source.path, path);
});

Deno.test("2.5: every key is listed with its action", async () => {
  const { deps } = await load(whole);
  const listed = deps.events.filter(({ code }) => code === "config.key").map(({ message, data }) => [message, data]);
  const action = "PROMPTUSER";
  assert.deepEqual(listed, requiredKeys.toSorted().map((key) => [`${key}: ${action}`, { key, action }]));
});

Deno.test("3.62: the list shows which values stand alone, and they are used like set values", async () => {
  const { deps, source } = await load(configFile("auto_delete_fsx: Retain", "fsx_fs_size: 7200", "ssh_key_name:"));
  const listed = deps.events.flatMap((event) => event.code === "config.key" ? [[event.message, event.data.bare]] : []);
  assert.deepEqual(listed.slice(0, 3), [
    ["auto_delete_fsx: USESETVALUE (the bare value Retain)", true],
    ["fsx_fs_size: USESETVALUE (the bare value 7200)", true],
    ["ssh_key_name: PROMPTUSER", undefined],
  ]);
  assert.deepEqual(initial(source, "auto_delete_fsx"), { value: "Retain", origin: "file" });
  assert.deepEqual(initial(source, "fsx_fs_size"), { value: "7200", origin: "file" });
  assert.equal(initial(source, "ssh_key_name"), undefined);
});

Deno.test("3.62: a bare word about monitoring that is neither true nor false is kept for the report", async () => {
  const { source } = await load(configFile("enable_detailed_monitoring: yes"));
  assert.deepEqual(detailedMonitoring(source), { value: "yes", origin: "file" });
});

Deno.test("a missing file is DAY-CFG-001", async () => {
  const input = { path: "other.yaml", overrides: new Map(), autoSelect: true };
  await assert.rejects(loadConfig(scriptedDeps(), input), { code: "DAY-CFG-001" });
});

const encoded: readonly (readonly [string, readonly number[]])[] = [
  ["no UTF-8", [0x61, 0xff]],
  ["UTF-16 with a mark", [0xff, 0xfe, 0x61, 0]],
  ["UTF-16 without a mark", [...whole].flatMap((letter) => [letter.charCodeAt(0), 0])],
  ["UTF-32", [...whole].flatMap((letter) => [0, 0, 0, letter.charCodeAt(0)])],
];

for (const [what, bytes] of encoded) {
  Deno.test(`a file that is ${what} is DAY-CFG-001`, async () => {
    const deps = scriptedDeps({ files: { [path]: "" } });
    await deps.files.replace(path, new Uint8Array(bytes));
    await assert.rejects(loadConfig(deps, { path, overrides: new Map(), autoSelect: true }), {
      code: "DAY-CFG-001",
      message: `${path} is not a text file in UTF-8`,
    });
  });
}

Deno.test("2.5: a byte order mark is one of the bytes that stay", async () => {
  const { text } = await load(`\uFEFF${lacking("ssh_key_name")}`);
  assert.equal(text, `\uFEFF${lacking("ssh_key_name")}    ${line("ssh_key_name")}\n`);
});

Deno.test("3.40: overrides are known keys with valid values in one spelling", async () => {
  const overrides = { enable_detailed_monitoring: "TRUE", max_count_8I: "08", allowed_budget_users: "" };
  const { source } = await load(whole, { overrides });
  assert.deepEqual(Object.fromEntries(source.overrides), { ...overrides, enable_detailed_monitoring: "true" });

  for (const [key, value] of [["fsx_fs_size", "3600"], ["cluster_name", ""], ["cluster_name", "PROMPTUSER"]]) {
    await assert.rejects(load(whole, { overrides: { [key]: value } }), { code: "DAY-CFG-003", exitCode: 1 });
  }
});

Deno.test("3.40: an unknown override lists the keys that are near", async () => {
  await assert.rejects(
    load(whole, { overrides: { max_cout_8I: "1" } }),
    (error: Error & { fix?: string; code?: string }) => {
      assert.equal(error.code, "DAY-CFG-004");
      assert.equal(error.fix, "use one of max_count_8I, max_count_128I");
      return true;
    },
  );
});

Deno.test("2.5: a config section that is an alias is not written", async () => {
  const text = "shared: &c\n  a: [PROMPTUSER]\nephemeral_cluster:\n  config: *c\n";
  const { deps, text: after } = await load(text);
  assert.equal(after, text);
  assert.match(deps.warnings()[0], /alias/);
});

/** Configuration files in many layouts, with the keys they hold. */
const layouts = fc.record({
  keys: fc.uniqueArray(fc.constantFrom(...requiredKeys, "unknown", "'quoted key'", "7"), {
    minLength: 1,
    maxLength: 8,
  }),
  value: fc.constantFrom(
    line("").slice(2),
    "",
    "[USESETVALUE, 'b # c', \"d\"]",
    "text",
    "{set_value: x}",
    "[PROMPTUSER,\n        b]",
    "\n        - PROMPTUSER\n        - b",
    "|\n        lit\n",
    ">-\n        folded\n\n",
  ),
  indent: fc.integer({ min: 1, max: 6 }),
  between: fc.constantFrom("", "\n", "    # note\n", "# note at the margin\n"),
  comment: fc.constantFrom("", " # why"),
  after: fc.constantFrom(
    "",
    "\n",
    "# end\n",
    "      # deep\n",
    "  template_defaults:\n    a: 1\n",
    "other: {x: 1}\n",
    "...\n",
  ),
  newline: fc.constantFrom("\n", "\r\n"),
  final: fc.boolean(),
});

Deno.test("property: write-back only inserts, keeps what was read, and is needed once", async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async ({ keys, value, indent, between, comment, after, newline, final }) => {
      const pad = " ".repeat(Math.max(indent, 3));
      const entries = keys.map((key) =>
        `${pad}${key}: ${value}${value.endsWith("\n") || /[|>]/.test(value) ? "" : comment}\n`
      );
      const raw = `ephemeral_cluster:\n  config: # c\n${entries.join(between)}${after}`;
      const text = (final ? raw : raw.replace(/\n$/, "")).replaceAll("\n", newline);
      fc.pre(readable(text));
      const before = readConfigDocument(path, text).triplets;
      const result = await load(text);
      assert.ok(isInsertion(text, result.text), "something else than an insertion happened");
      const again = readConfigDocument(path, result.text).triplets;
      for (const [key, triplet] of before) assert.deepEqual(again.get(key), triplet);
      assert.deepEqual(requiredKeys.filter((key) => !again.has(key)), []);
      assert.deepEqual((await load(result.text)).deps.files.writes, []);
    }),
    { numRuns: 300 },
  );
});

function readable(text: string): boolean {
  try {
    return readConfigDocument(path, text).triplets.size > 0;
  } catch {
    return false;
  }
}

/** Whether `after` is `before` with text put into one place. */
function isInsertion(before: string, after: string): boolean {
  const shared = (from: (text: string, index: number) => string | undefined) => {
    let length = 0;
    while (length < before.length && from(before, length) === from(after, length)) length++;
    return length;
  };
  const prefix = shared((text, index) => text[index]);
  const suffix = shared((text, index) => text.at(-1 - index));
  return after.length > before.length && prefix + suffix >= before.length;
}

Deno.test("3.34: what comes with the program is not a file to edit, but one to put a file in the place of", async () => {
  const deps = scriptedDeps();
  await loadConfig(deps, { path: "config/demo.yaml", overrides: new Map(), autoSelect: true });
  assert.match(deps.events.at(-1)?.message ?? "", /comes with dayctl; create config\/demo\.yaml to use your own$/);
  assert.deepEqual([deps.files.writes, deps.warnings()], [[], []]);
});
