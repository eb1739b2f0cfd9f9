import assert from "node:assert/strict";
import { parse } from "yaml";
import { ownBootAction } from "../../lib/cluster_file/boot/own_boot_action.ts";
import { renderTemplate } from "../../lib/cluster_file/render_template.ts";
import { renderTokens } from "../../lib/cluster_file/render_tokens.ts";
import { renderInput, shippedTemplate } from "./rendering.ts";

const name = "post_install_ubuntu_combined-0123456789ab.sh";
const rendered = renderTemplate(await shippedTemplate(), renderTokens(renderInput()));

Deno.test("decision 3.57d: head node and every queue run our own script, with two arguments", () => {
  const { HeadNode, Scheduling, ...rest } = parse(ownBootAction(rendered, name));
  const before = parse(rendered);
  const actions = [HeadNode, ...Scheduling.SlurmQueues].map(({ CustomActions }) => CustomActions.OnNodeConfigured);
  assert.equal(actions.length, 6);
  const legacy = before.HeadNode.CustomActions.OnNodeConfigured;
  const expected = { Script: legacy.Script.replace(/[^/]*$/, name), Args: legacy.Args.slice(0, 2) };
  for (const action of actions) assert.deepEqual(action, expected);
  assert.deepEqual(rest.Tags, before.Tags);
});

Deno.test("decision 3.57d: what mines, or is written otherwise, stays as it is", () => {
  const other = rendered.replaceAll("- na\n", "- pool.example.org\n");
  assert.equal(ownBootAction(other, name), other);
  const own = rendered.replaceAll("post_install_ubuntu_combined.sh", "mine.sh");
  assert.equal(ownBootAction(own, name), own);
});
