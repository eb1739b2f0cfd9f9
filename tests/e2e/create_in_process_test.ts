import assert from "node:assert/strict";
import { seedPolicy } from "../../lib/sandbox/seed.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { fixtureF, withSandbox } from "../support/sandbox.ts";
import { standInTools } from "../support/stand_in_tools.ts";
import { artifactTexts, configFolder, demo } from "./program.ts";

/** What a state record holds at least (spec/create-cluster.md 3.15, decision 3.44). */
const stateKeys = [
  ..."account_id artifacts aws_profile bucket budgets caller_arn cfn_stack_created cfn_stack_name cluster_name".split(
    " ",
  ),
  ..."headnode_ip heartbeat keypair pem_path policy_arn post_create_warnings private_subnet_id".split(" "),
  ..."public_subnet_id region region_az resources run_id schema_version status warnings".split(" "),
];
const nestedKeys = {
  artifacts: "cluster_yaml final_config init_template next_run_template preflight_report resolved_cli yaml_init".split(
    " ",
  ),
  budgets: ["cluster", "enforce", "global"],
  heartbeat: ["email", "role_arn", "schedule", "schedule_name", "topic_arn"],
};

const swift = { secondsOfCreation: 1, networkSeconds: 0, secondsOfDeletion: 0.2 };

Deno.test("plan 10.2, T76: equal worlds and an equal clock give equal bytes in every artifact", () =>
  withSandbox({ seed: fixtureF, settings: swift }, async (sandbox) => {
    await seedPolicy(sandbox.calls, "pcluster-omics-analysis");
    const { path } = await standInTools(sandbox.folder);
    const env = { ...sandbox.environment, PATH: path };
    const texts = [];
    // The first creation leaves the world in which the two that are compared find everything.
    for (let turn = 0; turn < 3; turn++) {
      await Deno.remove(configFolder(sandbox), { recursive: true }).catch(() => {});
      const clock = hurriedClock("2026-02-11T14:37:22.000");
      const { code, out, err } = await programHere([...demo, "--output=json"], { env, clock });
      assert.deepEqual([JSON.parse(out).status, code], ["created", 0], err);
      texts.push(await artifactTexts(sandbox));
    }
    assert.equal(texts[1].size, 8);
    assert.deepEqual(texts[2], texts[1]);
    const state = JSON.parse([...texts[1]].find(([name]) => name.startsWith("state_"))?.[1] ?? "");
    assert.deepEqual(Object.keys(state), stateKeys);
    for (const [key, keys] of Object.entries(nestedKeys)) assert.deepEqual(Object.keys(state[key]), keys, key);
    assert.deepEqual([state.run_id, state.status, state.cfn_stack_created], ["20260211143722", "created", false]);
  }));
