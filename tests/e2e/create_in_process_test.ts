import assert from "node:assert/strict";
import { create } from "../../lib/cluster/create.ts";
import { createAnswer } from "../../lib/cluster/create_answer.ts";
import { seedPolicy } from "../../lib/sandbox/seed.ts";
import { fixtureF, withSandbox } from "../support/sandbox.ts";
import { standInTools } from "../support/stand_in_tools.ts";
import { demoRequest, hurriedClock, inProcess } from "./in_process.ts";
import { artifactTexts, configFolder } from "./program.ts";

/** What a state record holds at least (spec/create-cluster.md 3.15, decision 3.44). */
const stateKeys = [
  ..."account_id artifacts aws_profile bucket budgets caller_arn cfn_stack_created cfn_stack_name cluster_name".split(
    " ",
  ),
  ..."headnode_ip heartbeat keypair pem_path policy_arn post_create_warnings private_subnet_id".split(" "),
  ..."public_subnet_id region region_az resources run_id status warnings".split(" "),
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
    const variables = { ...sandbox.environment, PATH: path };
    const texts = [];
    // The first creation leaves the world in which the two that are compared find everything.
    for (let turn = 0; turn < 3; turn++) {
      await Deno.remove(configFolder(sandbox), { recursive: true }).catch(() => {});
      const { deps, close } = inProcess(sandbox, { clock: hurriedClock("2026-02-11T14:37:22.000"), variables });
      const { status, exitCode } = await create(deps, demoRequest);
      close();
      assert.deepEqual([status, exitCode], ["created", 0]);
      texts.push(await artifactTexts(sandbox));
    }
    assert.equal(texts[1].size, 8);
    assert.deepEqual(texts[2], texts[1]);
    const state = JSON.parse([...texts[1]].find(([name]) => name.startsWith("state_"))?.[1] ?? "");
    assert.deepEqual(Object.keys(state), stateKeys);
    for (const [key, keys] of Object.entries(nestedKeys)) assert.deepEqual(Object.keys(state[key]), keys, key);
    assert.deepEqual([state.run_id, state.status, state.cfn_stack_created], ["20260211143722", "created", false]);
  }));

Deno.test("E27: a creation that fails is exit 2 with the cause", () =>
  withSandbox({ seed: { ...fixtureF, budgets: [] }, settings: swift }, async (sandbox) => {
    const reason = "Failed to run chef recipe aws-parallelcluster-slurm::config_head_node";
    sandbox.settings.failCreation = { reason };
    const clock = hurriedClock("2026-02-11T14:37:22.000");
    const { deps, events, close } = inProcess(sandbox, { clock, variables: sandbox.environment });
    const failed = await create(deps, demoRequest);
    assert.deepEqual([failed.status, failed.exitCode, failed.error?.code], ["failed", 2, "DAY-PC-003"]);
    assert.match(failed.error?.message ?? "", /HeadNodeWaitCondition.*Failed to run chef recipe/);
    assert.equal(failed.state?.status, "failed");
    const { next } = createAnswer(failed, deps.environment).json;
    assert.match(String(next), new RegExp(`create --resume demo_${failed.runId}`));
    assert.ok(events.some(({ code, message }) => code === "watch.event" && /CREATE_FAILED/.test(message)));
    close();
  }));
