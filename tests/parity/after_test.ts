import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import type { Sandbox } from "../support/sandbox.ts";
import { worldOf } from "../support/world.ts";
import {
  artifact,
  changing,
  configText,
  document,
  type Ended,
  fileNames,
  finalValues,
  parityCases,
  reported,
  requestsOf,
  runCreate,
  runProcess,
  stateOf,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

const topic = "arn:aws:sns:us-west-2:123456789012:daylily-tc1-heartbeat";

/** A configuration as the runs write it. */
type Config = {
  readonly ephemeral_cluster: { readonly config: Readonly<Record<string, readonly [string, string, string]>> };
};

/** What the scheduler knows, as plain values. */
async function schedulesOf(sandbox: Sandbox): Promise<readonly Record<string, unknown>[]> {
  return (await worldOf(sandbox)).parts.schedules as unknown as Record<string, unknown>[];
}

type Catalogue = { readonly repositories: Readonly<Record<string, { readonly default_ref: string }>> };

function assertCreated(ended: Ended): void {
  assert.equal(ended.code, 0, ended.err);
  assert.match(ended.out, /^created: /m);
}

/** Another life in the same home: the cluster of before is forgotten, all else stands. */
async function forgetRuns(sandbox: Sandbox): Promise<void> {
  await Deno.remove(join(sandbox.home, ".config"), { recursive: true });
}

Deno.test(
  "parity: head node and heartbeats",
  parityCases(async (run) => {
    await run(
      "T104 E28 a head node that cannot be reached is a warning, and heartbeats are set up",
      async (sandbox) => {
        const ended = await runCreate(sandbox, { tools: { ssh: 255, clusters: ["tc1"] } });
        assertCreated(ended);
        const { post_create_warnings, heartbeat } = await stateOf(ended);
        assert.deepEqual(post_create_warnings, [{
          id: "headnode.key",
          message: "key: no connection to 203.0.113.7: no route to the head node",
          step: "headnode",
        }]);
        assert.equal(ended.calls.filter(([program]) => program === "ssh").length, 1);
        assert.deepEqual([heartbeat.topic_arn, heartbeat.schedule_name], [topic, "daylily-tc1-heartbeat"]);
        assert.equal((await schedulesOf(sandbox)).length, 1);
      },
    );

    await run("T105 headnode case 10: another cluster is never touched in the place of ours", async (sandbox) => {
      const ended = await runCreate(sandbox, { tools: { clusters: ["other"], address: "" } });
      assertCreated(ended);
      assert.deepEqual(ended.calls.filter((words) => words.includes("other")), []);
      assert.deepEqual(ended.calls.filter(([program]) => program === "ssh" || program === "scp"), []);
      assert.deepEqual((await stateOf(ended)).post_create_warnings.map(({ id }) => id), ["headnode.address"]);
    });

    await run("headnode cases 2 and 4: the last reference of a repository counts, colons and all", async (sandbox) => {
      const refs = ["daylily-sarek:one", "daylily-sarek:v1:rc"].flatMap((each) => ["--repo-override", each]);
      const ended = await runCreate(sandbox, { flags: refs });
      assertCreated(ended);
      const { repositories } = await document<Catalogue>(ended, /_repositories_\d+\.yaml$/);
      assert.deepEqual([repositories["daylily-sarek"].default_ref, (await stateOf(ended)).post_create_warnings], [
        "v1:rc",
        [],
      ]);
    });

    await run("headnode cases 5 and 7: the order of the calls, and what they all carry", async (sandbox) => {
      const kinds = (calls: Ended["calls"]) =>
        calls.filter(([program]) => program === "ssh" || program === "scp").map(([program, ...words]) => {
          const [config, what] = [words[words.indexOf("-F") + 1], words.at(-1) ?? ""];
          assert.match(config, /\/ssh\/tc1\.us-west-2\.conf$/);
          assert.ok(words.includes("BatchMode=yes"));
          return program === "scp"
            ? what
            : ["ssh-keygen -q", "cat ~/.ssh", "git clone", "headnode-tools", "init_dayec"].find((part) =>
              what.includes(part)
            );
        });
      const steps = ["ssh-keygen -q", "cat ~/.ssh", "git clone", "headnode-tools", "init_dayec"];
      const plain = await runCreate(sandbox);
      assert.deepEqual(kinds(plain.calls), steps);
      await forgetRuns(sandbox);
      const overridden = await runCreate(sandbox, { flags: ["--repo-override", "daylily-sarek:main"] });
      const copy = "203.0.113.7:.config/daylily/daylily_available_repositories.yaml";
      assert.deepEqual(kinds(overridden.calls), steps.toSpliced(4, 0, copy));
    });

    await run("T107 what stands is not made again; a schedule that differs is corrected", async (sandbox) => {
      assertCreated(await runCreate(sandbox));
      const [first] = await schedulesOf(sandbox);
      await forgetRuns(sandbox);
      const same = await runCreate(sandbox);
      assertCreated(same);
      assert.deepEqual(changing(same), []);
      await forgetRuns(sandbox);
      // An address that has not been confirmed yet is subscribed as well.
      sandbox.settings.pendingSubscriptions = true;
      const other = await runCreate(sandbox, { values: { heartbeat_schedule: "rate(2 hours)" } });
      assertCreated(other);
      assert.deepEqual(requestsOf(other, "Subscribe"), []);
      assert.deepEqual(await schedulesOf(sandbox), [{ ...first, ScheduleExpression: "rate(2 hours)" }]);
    });

    await run("T108 PT14 a name of 25 characters", async (sandbox) => {
      const cluster_name = "a".repeat(25);
      const ended = await runCreate(sandbox, { values: { cluster_name } });
      assertCreated(ended);
      const [{ Name }] = await schedulesOf(sandbox);
      assert.equal(Name, `daylily-${cluster_name}-heartbeat`);
      assert.ok(String(Name).length <= 64);
      const cluster = await document<{ SharedStorage: { Name: string }[] }>(ended, /_cluster_\d+\.yaml$/);
      assert.equal(cluster.SharedStorage[0].Name.length, 29);
    });

    await run("T109 E28 heartbeats that cannot be set up are a warning", async (sandbox) => {
      sandbox.settings.denied.push("sns:CreateTopic", "sns:GetTopicAttributes");
      const ended = await runCreate(sandbox);
      assertCreated(ended);
      const { post_create_warnings, heartbeat } = await stateOf(ended);
      assert.ok(post_create_warnings.some(({ id }) => id === "heartbeat.failed"), JSON.stringify(post_create_warnings));
      assert.equal(heartbeat.topic_arn, "");
    });
  }),
);

Deno.test(
  "parity: files and the last words",
  parityCases(async (run) => {
    await run("T110 E29 T114 T115 PT8 headnode case 11: the files of a run, and how to log in", async (sandbox) => {
      const ended = await runCreate(sandbox, { tools: { address: "198.51.100.4" } });
      assertCreated(ended);
      const { run_id: ts } = await stateOf(ended);
      assert.match(String(ts), /^\d{14}$/);
      assert.deepEqual(await fileNames(ended), [
        `my.cfg_final_${ts}.yaml`,
        `preflight_tc1_${ts}.json`,
        "runs",
        "ssh",
        `state_tc1_${ts}.json`,
        `tc1_cluster_${ts}.yaml`,
        `tc1_cluster_${ts}.yaml.init`,
        `tc1_init_template_${ts}.yaml`,
        `tc1_resolved_cli_${ts}.yaml`,
        "tc1_template.yaml",
      ]);
      for (const name of [/^state_/, /^preflight_/]) assertSorted(await artifact(ended, name));
      const login = `ssh -i ${sandbox.home}/.ssh/omics-k.pem ubuntu@198.51.100.4`;
      const last = ended.out.trimEnd().split("\n").slice(-2).map((line) => line.trim());
      assert.deepEqual(last, [login, "deno task ssh --cluster tc1 --region us-west-2"]);
    });

    await run("T111 the resolved configuration repeats a run without a question", async (sandbox) => {
      const values = { cluster_name: "", headnode_instance_type: "", delete_local_root: "" };
      const entries = { delete_local_root: '[PROMPTUSER, true, ""]' };
      // The file itself does not say `false`.
      const flags = ["--set", "delete_local_root=false"];
      const first = await runCreate(sandbox, { environment, values, entries, flags, typed: ["tc1", "2"] });
      assert.equal(first.code, 0, first.err);
      const config = await artifact(first, /_resolved_cli_/);
      const wanted = await finalValues(first);
      assert.deepEqual([wanted.delete_local_root, wanted.headnode_instance_type], ["false", "r7i.4xlarge"]);
      await forgetRuns(sandbox);
      const again = await runCreate(sandbox, { environment, config });
      assert.equal(again.code, 0, again.err);
      assert.deepEqual(await finalValues(again), wanted);
    });

    await run("T112 keys that were not needed keep their values in the next run's file", async (sandbox) => {
      const ended = await runCreate(sandbox, {
        values: { budget_amount: "77" },
        entries: {
          global_budget_amount: '[PROMPTUSER, "1", ""]',
          allowed_budget_users: '[USESETVALUE, "", PROMPTUSER]',
        },
      });
      assertCreated(ended);
      const text = await artifact(ended, /^tc1_template\.yaml$/);
      const { config } = (parse(text) as Config).ephemeral_cluster;
      assert.equal(config.budget_amount[2], "77");
      assert.deepEqual([config.global_budget_amount[1], config.global_budget_amount[2]], ["1", ""]);
      const written = Object.values(config).flatMap(([, fallback, value]) => [fallback, value]);
      assert.ok(!written.includes("PROMPTUSER") && !written.includes("USESETVALUE"), text);
      assert.deepEqual(new Set(Object.values(config).map(([action]) => action)), new Set(["USESETVALUE"]));
    });

    await run("T113 with DAY_DISABLE_AUTO_SELECT the next run's file keeps the actions", async (sandbox) => {
      const entries = { cluster_name: "[PROMPTUSER, tc1, x]", budget_email: "[PROMPTUSER, a@b.co, x]" };
      const changes = { config: configText({ entries }), environment: { DAY_DISABLE_AUTO_SELECT: "1" } };
      const answers = [...Array(14).fill(""), "1", "1", "1", "1", "1"];
      const ended = await runCreate(sandbox, { ...changes, typed: answers });
      assertCreated(ended);
      const { config } = (await document<Config>(ended, /^tc1_template\.yaml$/)).ephemeral_cluster;
      assert.deepEqual([config.cluster_name, config.budget_email], [
        ["PROMPTUSER", "tc1", "tc1"],
        ["PROMPTUSER", "a@b.co", "a@b.co"],
      ]);
      assert.equal(config.max_count_8I[0], "USESETVALUE");
    });

    await run("T118 a role is named by its session, and asked about when it lacks the policies", async (sandbox) => {
      await assumeRole(sandbox, "R", "bob@x.com");
      const flags = ["--profile", "role"];
      const argv = ["--region-az", "us-west-2b", "--config", "my.cfg.yaml", ...flags];
      // The keys of the session stand in a file of its own, which only a process of its own reads.
      const ended = await runProcess(sandbox, { argv, environment, typed: ["1"] });
      assert.equal(ended.code, 0, ended.err);
      const missing = (await reported(ended)).filter(({ status }) => status === "WARN");
      assert.deepEqual(missing.map(({ id, details }) => [id, details.principal]), [
        ["iam.policy.global", "role R"],
        ["iam.policy.regional", "role R"],
      ]);
      type Cluster = { Tags: { Key: string; Value: string }[] };
      const { Tags } = await document<Cluster>(ended, /^tc1_cluster_\d+\.yaml$/);
      assert.equal(Tags.find(({ Key }) => Key === "aws-parallelcluster-username")?.Value, "tester-bob@x.com");

      // Decision 3.18: what is attached to the role counts.
      for (const name of ["DaylilyGlobalEClusterPolicy", "DaylilyRegionalEClusterPolicy-us-west-2"]) {
        const PolicyArn = `arn:aws:iam::123456789012:policy/${name}`;
        await sandbox.calls.query("iam", "AttachRolePolicy", { RoleName: "R", PolicyArn });
      }
      await forgetRuns(sandbox);
      const allowed = await runProcess(sandbox, { argv: [...argv, "--non-interactive"], environment });
      assert.equal(allowed.code, 0, allowed.err);
      assert.ok((await reported(allowed)).every(({ status }) => status === "PASS"));
    });
  }),
);

/** Keys in order at every level, two blanks, a newline at the end: the text is what its own value is written as. */
function assertSorted(text: string): void {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
    return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
  };
  assert.equal(text, JSON.stringify(sorted(JSON.parse(text)), null, 2) + "\n");
}

/** Adds the profile `role`, with the keys of a session of that role. */
async function assumeRole(
  { calls, home, endpoint }: Sandbox,
  RoleName: string,
  RoleSessionName: string,
): Promise<void> {
  await calls.query("iam", "CreateRole", {
    RoleName,
    AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
  });
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: everything });
  await calls.query("iam", "PutRolePolicy", { RoleName, PolicyName: "everything", PolicyDocument });
  const RoleArn = `arn:aws:iam::123456789012:role/${RoleName}`;
  const answer = await calls.query("sts", "AssumeRole", { RoleArn, RoleSessionName });
  const part = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(answer)?.[1] ?? "";
  const keys =
    `\n[role]\naws_access_key_id = ${part("AccessKeyId")}\naws_secret_access_key = ${part("SecretAccessKey")}\n` +
    `aws_session_token = ${part("SessionToken")}\n`;
  await Deno.writeTextFile(join(home, ".aws", "credentials"), keys, { append: true });
  const config = `\n[profile role]\nregion = us-west-2\nendpoint_url = ${endpoint}\n`;
  await Deno.writeTextFile(join(home, ".aws", "config"), config, { append: true });
}
