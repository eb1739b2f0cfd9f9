import assert from "node:assert/strict";
import { seedPolicy } from "../../lib/sandbox/emulator/seed.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { fixtureF, sharedSandbox, withSandbox } from "../support/sandbox.ts";
import { standInTools } from "../support/stand_in_tools.ts";
import { artifactTexts, configFolder, demo } from "./program.ts";
import { operations, swift } from "./requests.ts";

/** What a state record holds at least. */
const stateKeys = [
  ..."account_id artifacts aws_profile bucket budgets caller_arn cfn_stack_created cfn_stack_name cluster_name".split(
    " ",
  ),
  ..."deadline headnode_ip heartbeat keypair pem_path policy_arn post_create_warnings private_subnet_id".split(" "),
  ..."public_subnet_id region region_az resources run_id schema_version status warnings".split(" "),
];
const nestedKeys = {
  artifacts: "cluster_yaml final_config init_template next_run_template preflight_report resolved_cli yaml_init".split(
    " ",
  ),
  budgets: ["cluster", "enforce", "global"],
  heartbeat: ["email", "role_arn", "schedule", "schedule_name", "topic_arn"],
};

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

Deno.test(
  "a creation in an empty account that ends early",
  sharedSandbox({ settings: swift }, async (step) => {
    await step("T98, pcluster-template 12: DAY_BREAK=1 stops after a good dry run, exit 0", async (sandbox) => {
      const tools = await standInTools(sandbox.folder);
      const env = { ...sandbox.environment, PATH: tools.path, DAY_BREAK: "1" };
      const ended = await programHere([...demo, "--output", "json"], { env, clock: hurriedClock() });
      assert.equal(ended.code, 0, ended.err);
      const { status, artifacts, next, exit_code } = JSON.parse(ended.out);
      assert.deepEqual([status, exit_code, next], ["dry_run_ok", 0, []]);
      assert.ok("cluster_yaml" in artifacts && "resolved_cli" in artifacts && !("final_config" in artifacts));
      const creations = (await tools.calls()).filter(([, command]) => command === "create-cluster");
      assert.deepEqual(creations.map((words) => words.includes("--dryrun")), [true]);
      const stacks = sandbox.requests().filter(({ operation }) => operation === "CreateStack");
      assert.deepEqual(stacks.map(({ parameters }) => parameters.StackName), ["pcluster-vpc-stack-2b"]);
    });

    await step("T73: a failing network stack is exit 2 with its cause, and nothing is built on it", async (sandbox) => {
      sandbox.settings.failNetwork = { reason: "The maximum number of addresses has been reached." };
      const tools = await standInTools(sandbox.folder);
      const env = { ...sandbox.environment, PATH: tools.path };
      const ended = await programHere(demo, { env, clock: hurriedClock() });
      assert.equal(ended.code, 2, ended.err);
      assert.match(ended.err, /DAY-AWS-003.*pcluster-vpc-stack-2b[\s\S]*maximum number of addresses/);
      assert.ok(!operations(sandbox.requests()).includes("CreateBudget"));
      assert.ok((await tools.calls()).every(([program, command]) => program !== "pcluster" || command === "version"));
      const files = [...(await artifactTexts(sandbox)).keys()].map((name) => name.replace(/_\d{14}/, ""));
      assert.deepEqual(files, ["demo_resolved_cli.yaml", "preflight_demo.json", "state_demo.json"]);
    });
  }),
);
