import assert from "node:assert/strict";
import { initial } from "../../lib/config/file/initial_value.ts";
import { loadConfig } from "../../lib/config/file/load_config.ts";
import { shippedPaths } from "../../lib/config/file/shipped_files.ts";
import { budgetTerms } from "../../lib/config/settings/budget_terms.ts";
import { resolveSettings } from "../../lib/config/settings/resolve_settings.ts";
import type { Prompter } from "../../lib/host/prompter.ts";
import { complaintAbout, type ConfigKey, keysInTable, requiredKeys, rowOf } from "../../lib/config/keys/keys.ts";
import { settledKeys } from "../../lib/config/keys/settled_keys.ts";
import { tokenKeys, tokenOf } from "../../lib/config/keys/token_keys.ts";
import { renderTokens } from "../../lib/cluster_file/render_tokens.ts";
import { strayTokens, tokenNames } from "../../lib/cluster_file/template_tokens.ts";
import { configChecks } from "../../lib/preflight/config_gate.ts";
import { chosenOf, renderInput, settingsOf } from "../cluster/rendering.ts";
import { fixtureValues } from "../support/fixture_values.ts";
import { type Entries, scriptedDeps, sourceOf } from "./scripted.ts";

type Asked = readonly [id: string, message: string];

/** Takes what is offered, else the value of fixture F, and writes down what was asked. */
function willingPrompter(): Prompter & { readonly asked: readonly Asked[] } {
  const asked: Asked[] = [];
  const values: Readonly<Record<string, string | undefined>> = fixtureValues;
  return {
    asked,
    text: ({ id, message, default: offered }) => {
      asked.push([id, message]);
      return Promise.resolve(offered ?? values[id] ?? "");
    },
    menu: ({ id, message, options }) => {
      asked.push([id, message]);
      return Promise.resolve(options[0].value);
    },
    consent: () => Promise.resolve(false),
  };
}

const nothingSet: Entries = Object.fromEntries(requiredKeys.map((key) => [key, ["PROMPTUSER", "", ""]]));

function messagesOf(keys: readonly ConfigKey[]): readonly Asked[] {
  return keys.flatMap((key): readonly Asked[] => {
    const { question } = rowOf(key);
    return "message" in question && question.message !== undefined ? [[key, question.message]] : [];
  });
}

function assertOnce(values: readonly (string | number)[]): void {
  assert.deepEqual(values.filter((value, index) => values.indexOf(value) !== index), []);
}

Deno.test("rows: a key with a turn is asked in it, with the message of its row", async () => {
  const prompter = willingPrompter();
  await resolveSettings({ ...scriptedDeps(), prompter }, sourceOf(nothingSet, { autoSelect: false }));
  assert.deepEqual(prompter.asked, messagesOf(settledKeys));
  assertOnce(settledKeys.map((key) => rowOf(key).question.turn ?? 0));
  assert.deepEqual(settledKeys.filter((key) => messagesOf([key]).length === 0), ["enable_detailed_monitoring"]);
});

Deno.test("rows: a key that is asked later belongs to the terms of a budget", async () => {
  const prompter = willingPrompter();
  for (const budget of ["global", "cluster"] as const) {
    await budgetTerms({ ...scriptedDeps(), prompter }, sourceOf(nothingSet), budget);
  }
  const later = keysInTable.filter((key) => rowOf(key).question.kind === "later");
  assert.deepEqual(prompter.asked.toSorted(), messagesOf(later).toSorted());
});

Deno.test("rows: an option is a value that the key can have, and all values of few are offered", () => {
  for (const key of keysInTable) {
    const { question, choices } = rowOf(key);
    if (!("options" in question) || question.options === undefined) continue;
    const values = question.options.map(({ value }) => value);
    for (const value of values) assert.equal(complaintAbout(key, value), undefined, `${key} ${value}`);
    if (choices !== undefined) assert.deepEqual(values.toSorted(), choices.toSorted(), key);
    if (question.kind === "menu") assert.ok(values.includes(question.preferred), key);
  }
});

Deno.test("rows: every check is reported once, in the order of the table, and judges the value of its key", async () => {
  const checked = keysInTable.flatMap((key) => rowOf(key).check ?? []);
  assertOnce(checked);
  const source = sourceOf();
  const settings = await resolveSettings(scriptedDeps(), source);
  const checks = configChecks({ regionAz: "us-west-2b", source, settings });
  assert.deepEqual(checks.map(({ id }) => id), ["config.region_az", ...checked]);
  for (const key of keysInTable) {
    const check = checks.find(({ id }) => id === rowOf(key).check);
    if (check !== undefined) assert.equal(check.details.value, initial(source, key)?.value, key);
  }
  // Which instance types there are is a question to AWS.
  assert.deepEqual(settledKeys.filter((key) => rowOf(key).check === undefined), ["headnode_instance_type"]);
});

Deno.test("rows: every token is a token's name, is used once and gets the value of its key", () => {
  assertOnce(tokenNames);
  assert.deepEqual(strayTokens(tokenNames.map((name) => `\${${name}}`).join("\n")), []);
  const own = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, `value of ${key}`]));
  const tokens = renderTokens(renderInput({
    settings: settingsOf(own(settledKeys)),
    chosen: chosenOf(own(Object.keys(chosenOf()))),
  }));
  for (const key of tokenKeys) assert.equal(tokens[tokenOf(key)], `value of ${key}`);
});

Deno.test("rows: the configurations that we ship have every key, and no other", async () => {
  for (const path of [shippedPaths.configTemplate, shippedPaths.demo]) {
    const deps = scriptedDeps();
    const { triplets } = await loadConfig(deps, { path, overrides: new Map(), autoSelect: true });
    assert.deepEqual(deps.events.filter(({ code }) => /completed/.test(code)), [], path);
    assert.deepEqual([...triplets.keys()], requiredKeys.toSorted(), path);
  }
});
