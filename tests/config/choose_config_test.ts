import assert from "node:assert/strict";
import { chooseConfig } from "../../lib/config/settings/choose_config.ts";
import { configFile, folder, scriptedDeps, type Setup } from "./scripted.ts";

const files = {
  [`${folder}/a.yaml`]: configFile("x: [PROMPTUSER]"),
  [`${folder}/b.yaml`]: configFile("x: [PROMPTUSER]"),
  [`${folder}/c.yaml`]: "x: 1\n",
};

function choose(flag: string | undefined, setup: Setup = {}) {
  const deps = scriptedDeps({ files, ...setup });
  return { chosen: chooseConfig(deps, flag), deps };
}

Deno.test("T7: --config beats DAY_EX_CFG, an empty flag is none", async () => {
  const variables = { DAY_EX_CFG: "b.yaml" };
  assert.equal(await choose("a.yaml", { variables }).chosen, "a.yaml");
  assert.equal(await choose("", { variables }).chosen, "b.yaml");
  assert.equal(await choose(undefined, { variables }).chosen, "b.yaml");
});

Deno.test("2.1: without a name it is asked, the shipped file is offered, and a tip follows", async () => {
  const { chosen, deps } = choose(undefined, { answers: [""] });
  assert.equal(await chosen, "config/daylily_ephemeral_cluster_template.yaml");
  assert.deepEqual(deps.events.map(({ code }) => code), ["config.tip"]);
});

Deno.test("T31: a file without the section is asked for again; at the end of input that ends the run", async () => {
  const { chosen, deps } = choose("c.yaml", { answers: ["nowhere.yaml", "a.yaml"] });
  assert.equal(await chosen, "a.yaml");
  assert.deepEqual(deps.prompter.shown, [{ id: "config", default: undefined }, { id: "config", default: undefined }]);
  await assert.rejects(choose("c.yaml", { answers: [] }).chosen, { code: "DAY-PROMPT-002", exitCode: 1 });
});

Deno.test("E7: where nobody can be asked, a file that was named and cannot be used is the error", async () => {
  const reasons: readonly [text: string, code: string, message: RegExp, fix: RegExp][] = [
    ["x: 1\n", "DAY-CFG-001", /has no section ephemeral_cluster\.config$/, /correct the file, or edit a copy/],
    [
      configFile("x: [PROMPTUSER]") + "---\na: b\n",
      "DAY-CFG-001",
      /line 4, .*: a second YAML document starts here/,
      /this line/,
    ],
    [
      configFile("x: [PROMPTUSER]", "x: [PROMPTUSER]"),
      "DAY-CFG-001",
      /line 4, .*: this key is there twice$/,
      /this line/,
    ],
    [
      configFile("x: [PROMPTUSER, [b], c]"),
      "DAY-CFG-002",
      /line 3, .* a single value is expected$/,
      /into quotes, as in \[USESETVALUE, "", "alice,bob"\]/,
    ],
  ];
  for (const flag of ["own.yaml", undefined]) {
    const variables: Record<string, string> = flag === undefined ? { DAY_EX_CFG: "own.yaml" } : {};
    for (const [text, code, message, fix] of reasons) {
      const { chosen } = choose(flag, { files: { [`${folder}/own.yaml`]: text }, variables });
      await assert.rejects(chosen, { code, message, fix, exitCode: 1 });
    }
  }
  const gone = { code: "DAY-CFG-001", message: "gone.yaml: there is no such file", fix: /correct the path/ };
  await assert.rejects(choose("gone.yaml").chosen, gone);
  const details = { key: "config", flag: "--config", offered: "config/daylily_ephemeral_cluster_template.yaml" };
  const unnamed = { code: "DAY-PROMPT-001", fix: /--config FILE/, details };
  await assert.rejects(choose(undefined).chosen, unnamed);
  await assert.rejects(choose("").chosen, unnamed);
});

Deno.test("2.1: after a path that leads to nothing the shipped file is offered again", async () => {
  const { chosen, deps } = choose(undefined, { answers: ["gone.yaml", ""] });
  assert.equal(await chosen, "config/daylily_ephemeral_cluster_template.yaml");
  assert.deepEqual(deps.prompter.shown.map((each) => each.default), Array(2).fill(await chosen));
});
