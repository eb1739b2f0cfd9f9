import assert from "node:assert/strict";
import { choicesOf, isConfigKey } from "../../lib/config/keys/keys.ts";
import { type SettledKey, settledKeys } from "../../lib/config/keys/settled_keys.ts";
import { resolveSettings } from "../../lib/config/settings/resolve_settings.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { type Entries, folder, scriptedDeps, type Setup, sourceOf } from "./scripted.ts";

type Case = Setup & {
  readonly entries?: Entries;
  readonly autoSelect?: boolean;
  readonly overrides?: Record<string, string>;
  readonly templateDefaults?: Record<string, string>;
};

/** Resolves fixture F with a case's differences; without answers nobody may be asked. */
async function resolve(test: Case) {
  const deps = scriptedDeps(test);
  const settings = await resolveSettings(deps, sourceOf(test.entries, test));
  return {
    settings,
    shown: deps.prompter.shown,
    ids: deps.prompter.shown.map(({ id }) => id),
    warnings: deps.warnings(),
  };
}

async function value(key: SettledKey, test: Case): Promise<string> {
  return (await resolve(test)).settings[key].value;
}

/** Every key asks: nothing is configured and nothing has a default. */
const unset: Entries = Object.fromEntries(settledKeys.map((key) => [key, ["PROMPTUSER", "", ""]]));

Deno.test("T12: a complete configuration is resolved without a question", async () => {
  const { settings, ids } = await resolve({});
  assert.deepEqual(ids, []);
  assert.deepEqual(Object.keys(settings), [...settledKeys]);
  assert.deepEqual(settings.cluster_name, { value: "tc1", origin: "file" });
});

Deno.test("P2: an empty configuration asks in this order and takes the built-in defaults", async () => {
  const { settings, shown } = await resolve({
    entries: unset,
    answers: ["", "", "", "tc1", "a@b.co", "", "", "", "", "", ""],
  });
  assert.deepEqual(shown.map((each) => [each.id, each.default]), [
    ["max_count_8I", "1"],
    ["max_count_128I", "1"],
    ["max_count_192I", "1"],
    ["cluster_name", undefined],
    ["budget_email", undefined],
    ["enforce_budget", 1],
    ["cluster_template_yaml", "config/day_cluster/prod_cluster.yaml"],
    ["headnode_instance_type", 1],
    ["heartbeat_email", "a@b.co"],
    ["heartbeat_schedule", "rate(60 minutes)"],
    ["spot_instance_allocation_strategy", 1],
  ]);
  assert.deepEqual(Object.values(settings).map((each) => [each.value, each.origin]), [
    ["1", "answer"],
    ["1", "answer"],
    ["1", "answer"],
    ["tc1", "answer"],
    ["a@b.co", "answer"],
    ["skip", "answer"],
    ["config/day_cluster/prod_cluster.yaml", "answer"],
    ["r7i.2xlarge", "answer"],
    ["4800", "default"],
    ["false", "default"],
    ["true", "default"],
    ["Delete", "default"],
    ["a@b.co", "answer"],
    ["rate(60 minutes)", "answer"],
    ["price-capacity-optimized", "answer"],
  ]);
});

Deno.test("T13: a missing name under --non-interactive is the question's error", async () => {
  const entries: Entries = { cluster_name: ["PROMPTUSER", "majors-cluster", ""] };
  await assert.rejects(resolve({ entries }), { code: "DAY-PROMPT-001", message: "cluster_name", exitCode: 1 });
});

Deno.test("T33: counts: an empty answer takes the default, a wrong one is asked again", async () => {
  const entries: Entries = { max_count_8I: ["PROMPTUSER", "", ""] };
  assert.equal(await value("max_count_8I", { entries, answers: [""] }), "1");
  assert.equal(await value("max_count_8I", { entries, answers: ["abc", "0", "7"] }), "7");
});

Deno.test("T34: a count of 08 is 8, configured or answered", async () => {
  assert.equal(await value("max_count_8I", { entries: { max_count_8I: ["USESETVALUE", "", "08"] } }), "8");
  assert.equal(
    await value("max_count_8I", { entries: { max_count_8I: ["PROMPTUSER", "", ""] }, answers: ["010"] }),
    "10",
  );
});

Deno.test("T23, 3.41: counts, sizes and templates that are invalid stay for gate 4", async () => {
  const entries: Entries = {
    max_count_8I: ["USESETVALUE", "", "0"],
    max_count_128I: ["USESETVALUE", "", "abc"],
    fsx_fs_size: ["USESETVALUE", "4800", "3600"],
    cluster_template_yaml: ["USESETVALUE", "", "nowhere.yaml"],
  };
  const { settings } = await resolve({ entries });
  assert.equal(settings.max_count_8I.value, "0");
  assert.equal(settings.max_count_128I.value, "abc");
  assert.equal(settings.fsx_fs_size.value, "3600");
  assert.equal(settings.cluster_template_yaml.value, "nowhere.yaml");
});

Deno.test("T35: an invalid name leads to the question and says why", async () => {
  const entries: Entries = { cluster_name: ["USESETVALUE", "okdefault", "bad_name"] };
  const { settings, warnings } = await resolve({ entries, answers: [""] });
  assert.deepEqual(settings.cluster_name, { value: "okdefault", origin: "answer" });
  assert.match(warnings[0], /cluster_name "bad_name" is ignored/);
});

const refusedValues: Entries = {
  cluster_name: ["A", "okdefault", "bad_name"],
  budget_email: ["A", "d@e.fg", "nobody"],
  enforce_budget: ["A", "skip", "yes"],
  headnode_instance_type: ["A", "", "t2 micro"],
  delete_local_root: ["A", "true", "yes"],
  auto_delete_fsx: ["A", "Delete", "retain"],
  heartbeat_schedule: ["A", "", "every hour"],
  spot_instance_allocation_strategy: ["A", "", "cheap"],
};

for (const [key, entry] of Object.entries(refusedValues)) {
  const choices = isConfigKey(key) ? [...choicesOf(key)] : [];
  const details = { key, ...(choices.length > 0 && { choices }) };
  Deno.test(`T35, 3.41: where nobody can be asked, the error says what ${key} is and why it is refused`, async () => {
    await assert.rejects(resolve({ entries: { [key]: entry } }), (error: DayError) => {
      assert.deepEqual([error.code, error.details], ["DAY-PROMPT-001", details]);
      assert.ok(error.message.startsWith(`the configured ${key} "${entry[2]}" is ignored: it `), error.message);
      assert.match(error.message, /must (be|have|start|look)|is not a mail address/);
      return error.fix.includes(`--set ${key}=VALUE`);
    });
  });
}

const names = { ["a".repeat(25)]: true, ["a".repeat(26)]: false, a_b: false, "-abc": false, "9abc": false };

for (const [name, fine] of Object.entries(names)) {
  Deno.test(`T36: cluster name ${name} is ${fine ? "taken" : "refused"}`, async () => {
    const test: Case = { entries: { cluster_name: ["PROMPTUSER", "", ""] }, answers: [name, "other"] };
    assert.equal(await value("cluster_name", test), fine ? name : "other");
  });
}

Deno.test("T37: an invalid budget address leads to the question with its default", async () => {
  const entries: Entries = { budget_email: ["USESETVALUE", "d@e.fg", "not-an-email"] };
  assert.equal(await value("budget_email", { entries, answers: [""] }), "d@e.fg");
});

Deno.test("D5: DAY_CONTACT_EMAIL is the last thing that is offered, and never taken silently", async () => {
  const variables = { DAY_CONTACT_EMAIL: "env@e.fg" };
  const offered = async (entries: Entries) => (await resolve({ entries, variables, answers: [""] })).shown[0]?.default;
  assert.equal(await offered({ budget_email: ["PROMPTUSER", "", ""] }), "env@e.fg");
  assert.equal(await offered({ budget_email: ["PROMPTUSER", "d@e.fg", ""] }), "d@e.fg");
  await assert.rejects(resolve({ entries: { budget_email: ["PROMPTUSER", "", ""] }, variables }), {
    code: "DAY-PROMPT-001",
  });
});

Deno.test("T38: enforcement ignores the configured default", async () => {
  const entries: Entries = { enforce_budget: ["USESETVALUE", "enforce", "true"] };
  assert.equal(await value("enforce_budget", { entries, answers: [""] }), "skip");
  assert.equal(await value("enforce_budget", { entries, answers: ["3", "2"] }), "enforce");
});

Deno.test("T39: a configured head node type is used as it is", async () => {
  assert.equal(
    await value("headnode_instance_type", { entries: { headnode_instance_type: ["X", "", "c5.xlarge"] } }),
    "c5.xlarge",
  );
});

Deno.test("T40: the head node menu ignores the configured default", async () => {
  const entries: Entries = { headnode_instance_type: ["PROMPTUSER", "r7i.8xlarge", ""] };
  assert.equal(await value("headnode_instance_type", { entries, answers: [""] }), "r7i.2xlarge");
  assert.equal(await value("headnode_instance_type", { entries, answers: ["4"] }), "r7i.16xlarge");
  assert.equal(await value("headnode_instance_type", { entries, answers: ["5", "0", "x", "3"] }), "r7i.8xlarge");
});

Deno.test("T28, T41: the file system size is a silent default", async () => {
  const templateDefaults = { fsx_fs_size: "7200" };
  const size = (fallback: string) =>
    resolve({ entries: { fsx_fs_size: ["PROMPTUSER", fallback, ""] }, templateDefaults });
  assert.deepEqual((await size("4800")).settings.fsx_fs_size, { value: "4800", origin: "file" });
  assert.deepEqual((await size("")).settings.fsx_fs_size, { value: "7200", origin: "file" });
});

Deno.test("3.16 no. 21: an invalid default size leads to the menu, which asks until it has a choice", async () => {
  const entries: Entries = { fsx_fs_size: ["PROMPTUSER", "lots", ""] };
  assert.equal(await value("fsx_fs_size", { entries, answers: ["3", "", "2"] }), "7200");
});

const monitoring: readonly [id: string, entry: Entries[string], autoSelect: boolean, expected: string][] = [
  ["T42", ["USESETVALUE", "true", "yes"], true, "false"],
  ["T43 (kept for gate 4)", ["PROMPTUSER", "", "yes"], true, "yes"],
  ["T44", ["PROMPTUSER", "true", ""], true, "false"],
  ["T45", ["USESETVALUE", "", "true"], false, "true"],
  ["2.9", ["PROMPTUSER", "", "true"], true, "true"],
  ["2.9", ["PROMPTUSER", "", "true"], false, "false"],
  ["2.9", ["USESETVALUE", "true", ""], true, "false"],
];

for (const [id, entry, autoSelect, expected] of monitoring) {
  Deno.test(`${id}: monitoring [${entry}] with auto-select ${autoSelect} is ${expected}`, async () => {
    const settled = Object.fromEntries(settledKeys.map((key) => [key, sourceOf().triplets.get(key)?.value ?? ""]));
    delete settled.enable_detailed_monitoring;
    const entries = { enable_detailed_monitoring: entry };
    assert.equal(await value("enable_detailed_monitoring", { entries, autoSelect, overrides: settled }), expected);
  });
}

Deno.test("3.40: an override decides about monitoring, whatever the file says", async () => {
  const entries: Entries = { enable_detailed_monitoring: ["USESETVALUE", "", "false"] };
  const overrides = { enable_detailed_monitoring: "true" };
  const { settings } = await resolve({ entries, overrides });
  assert.deepEqual(settings.enable_detailed_monitoring, { value: "true", origin: "flag" });
});

/** The other keys as overrides, so that only one of them is resolved from the file. */
function only(key: SettledKey, entry: Entries[string], test: Case): Case {
  const settled = Object.fromEntries(settledKeys.map((each) => [each, sourceOf().triplets.get(each)?.value ?? ""]));
  delete settled[key];
  return { ...test, entries: { [key]: entry }, overrides: settled };
}

Deno.test("T46, D6: with auto-select off, Retain is offered and never silently replaced", async () => {
  const test = only("auto_delete_fsx", ["USESETVALUE", "Delete", "Retain"], { autoSelect: false, answers: [""] });
  const { settings, shown } = await resolve(test);
  assert.deepEqual(settings.auto_delete_fsx, { value: "Retain", origin: "answer" });
  assert.deepEqual(shown.map((each) => each.default), [1]);
});

Deno.test("D6: a configured size outside the menu is offered as well", async () => {
  const test = only("fsx_fs_size", ["USESETVALUE", "4800", "2400"], { autoSelect: false, answers: [""] });
  const { settings, shown } = await resolve(test);
  assert.equal(settings.fsx_fs_size.value, "2400");
  assert.deepEqual(shown[0].labels, ["4800 GiB", "7200 GiB", "2400"]);
});

Deno.test("D6: without a configured value the effective default is offered", async () => {
  const test = only("delete_local_root", ["PROMPTUSER", "false", ""], { autoSelect: false, answers: [""] });
  assert.equal(await value("delete_local_root", test), "false");
});

Deno.test("T47: retain leads to the menu", async () => {
  const entries: Entries = { auto_delete_fsx: ["PROMPTUSER", "Delete", "retain"] };
  const { settings, shown, warnings } = await resolve({ entries, answers: ["", "1"] });
  assert.equal(settings.auto_delete_fsx.value, "Retain");
  assert.deepEqual(shown[0].labels?.map((label) => label.split(" ")[0]), ["Retain", "Delete"]);
  assert.match(warnings[0], /auto_delete_fsx "retain" is ignored/);
});

Deno.test("3.16 no. 22: an invalid word about the root volume leads to the menu", async () => {
  const entries: Entries = { delete_local_root: ["PROMPTUSER", "true", "yes"] };
  assert.equal(await value("delete_local_root", { entries, answers: ["x", "1"] }), "false");
});

Deno.test("T48: an invalid heartbeat address stays for gate 4", async () => {
  assert.equal(await value("heartbeat_email", { entries: { heartbeat_email: ["USESETVALUE", "", "nope"] } }), "nope");
});

Deno.test("T49: the heartbeat address is asked with the budget's address", async () => {
  const entries: Entries = { heartbeat_email: ["USESETVALUE", "ignored@b.co", ""] };
  assert.equal(await value("heartbeat_email", { entries, answers: [""] }), "a@b.co");
  assert.equal(await value("heartbeat_email", { entries, answers: ["skip"] }), "");
  assert.equal(await value("heartbeat_email", { entries, answers: ["x@y.zz"] }), "x@y.zz");
});

Deno.test("3.16 no. 24: after an invalid address an empty line switches heartbeats off", async () => {
  const entries: Entries = { heartbeat_email: ["PROMPTUSER", "", ""] };
  assert.equal(await value("heartbeat_email", { entries, answers: ["nope", ""] }), "");
  assert.equal(await value("heartbeat_email", { entries, answers: ["nope", "no", "x@y.zz"] }), "x@y.zz");
});

Deno.test("T50, T116: without heartbeats, address and schedule are empty, and nothing is asked", async () => {
  const entries: Entries = { heartbeat_email: ["USESETVALUE", "", "skip"], heartbeat_schedule: ["PROMPTUSER", "", ""] };
  const { settings, ids } = await resolve({ entries });
  assert.deepEqual([settings.heartbeat_email.value, settings.heartbeat_schedule.value, ids], ["", "", []]);
});

Deno.test("T51: an invalid schedule leads to the question", async () => {
  const entries: Entries = { heartbeat_schedule: ["USESETVALUE", "", "every hour"] };
  const templateDefaults = { heartbeat_schedule: "rate(2 hours)" };
  assert.equal(await value("heartbeat_schedule", { entries, templateDefaults, answers: [""] }), "rate(2 hours)");
  const answers = ["rate()", "cron(0 12 * * ? *)"];
  assert.equal(await value("heartbeat_schedule", { entries, answers }), "cron(0 12 * * ? *)");
});

Deno.test("T52: an unknown strategy leads to the menu with the configured default", async () => {
  const strategy = (fallback: string, answers: string[]) =>
    value("spot_instance_allocation_strategy", {
      entries: { spot_instance_allocation_strategy: ["USESETVALUE", fallback, "cheap"] },
      answers,
    });
  assert.equal(await strategy("lowest-price", [""]), "lowest-price");
  assert.equal(await strategy("diversified", [""]), "price-capacity-optimized");
  assert.equal(await strategy("", ["4", "2"]), "capacity-optimized");
});

Deno.test("T24: an action word is no value", async () => {
  const entries: Entries = { cluster_name: ["USESETVALUE", "d", "PROMPTUSER"] };
  assert.equal(await value("cluster_name", { entries, answers: ["tc2"] }), "tc2");
});

Deno.test("T25: a value counts whatever its action says", async () => {
  assert.equal(await value("cluster_name", { entries: { cluster_name: ["promptuser", "", "xx"] } }), "xx");
});

Deno.test("T26: with auto-select off the question offers the default, not the value", async () => {
  const test = only("cluster_name", ["USESETVALUE", "dd", "ss"], { autoSelect: false, answers: [""] });
  const { settings, shown } = await resolve(test);
  assert.deepEqual([settings.cluster_name.value, shown[0].default], ["dd", "dd"]);
});

Deno.test("3.40: an override beats the file, also with auto-select off", async () => {
  const { settings, ids } = await resolve(only("cluster_name", ["USESETVALUE", "", "file"], {}));
  assert.deepEqual(settings.cluster_name, { value: "file", origin: "file" });
  assert.deepEqual(settings.max_count_8I, { value: "1", origin: "flag" });
  assert.deepEqual(ids, []);
  const overrides = {
    ...Object.fromEntries(settledKeys.map((key) => [key, settings[key].value])),
    heartbeat_email: "",
  };
  const off = await resolve({ overrides, autoSelect: false });
  assert.deepEqual([off.settings.heartbeat_email, off.settings.heartbeat_schedule.value], [{
    value: "",
    origin: "flag",
  }, ""]);
});

Deno.test("3.16 no. 19: the template is asked until the file exists; a missing default is not offered", async () => {
  const files = { [`${folder}/own.yaml`]: "Region: x\n" };
  const entries: Entries = { cluster_template_yaml: ["PROMPTUSER", "gone.yaml", ""] };
  const { settings, shown, warnings } = await resolve({ entries, files, answers: ["other.yaml", "own.yaml"] });
  assert.deepEqual(settings.cluster_template_yaml, { value: "own.yaml", origin: "answer" });
  assert.deepEqual(shown.map((each) => each.default), [undefined, undefined]);
  assert.deepEqual(warnings, ["other.yaml: there is no such file"]);
  await assert.rejects(resolve({ entries, files, answers: [] }), { code: "DAY-PROMPT-002" });
});

Deno.test("1.7: at the end of input valid defaults are taken and nothing else", async () => {
  await assert.rejects(resolve({ entries: unset, answers: [] }), { code: "DAY-PROMPT-002", message: "cluster_name" });
});
