import assert from "node:assert/strict";
import { chooseConfig } from "../../lib/config/choose_config.ts";
import { configFile, folder, scriptedDeps, type Setup } from "./scripted.ts";

const files = {
  [`${folder}/a.yaml`]: configFile("x: [A]"),
  [`${folder}/b.yaml`]: configFile("x: [A]"),
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
  await assert.rejects(choose("c.yaml").chosen, { code: "DAY-PROMPT-001", exitCode: 1 });
});
