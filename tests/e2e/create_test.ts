import assert from "node:assert/strict";
import { join } from "node:path";
import { recordedTools } from "../support/recorded_tools.ts";
import { type RequestRecord, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { artifactTexts, configFolder, demo, runProgram, startProgram } from "./program.ts";

const changing = (requests: readonly RequestRecord[]) => requests.filter(({ mutating }) => mutating);
const operations = (requests: readonly RequestRecord[]) => requests.map(({ operation }) => operation);

/** What the genuine program says about the cluster. */
async function describe({ environment }: Sandbox): Promise<{ clusterStatus: string }> {
  const { stdout } = await new Deno.Command("pcluster", {
    args: ["describe-cluster", "-n", "demo", "--region", "us-west-2"],
    clearEnv: true,
    env: environment,
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Steps with a fresh account and an empty configuration folder each. */
function creations(body: Parameters<typeof sharedSandbox>[1]): (test: Deno.TestContext) => Promise<void> {
  const settings = { secondsOfCreation: 1, networkSeconds: 0, secondsOfDeletion: 0.2 };
  return sharedSandbox({ settings }, (step) =>
    body((name, run, seed) =>
      step(name, async (sandbox) => {
        await Deno.remove(join(sandbox.home, ".config"), { recursive: true }).catch(() => {});
        await run(sandbox);
      }, seed)
    ));
}

Deno.test(
  "create with the genuine pcluster, in an empty account",
  creations(async (step) => {
    await step("T98, pcluster-template 12: DAY_BREAK=1 stops after a good dry run, exit 0", async (sandbox) => {
      const ended = await runProgram({ ...sandbox.environment, DAY_BREAK: "1" }, ...demo, "--output", "json");
      assert.equal(ended.code, 0, ended.err);
      const { status, artifacts, next, exit_code } = JSON.parse(ended.out);
      assert.deepEqual([status, exit_code, next], ["dry_run_ok", 0, []]);
      assert.ok("cluster_yaml" in artifacts && "resolved_cli" in artifacts && !("final_config" in artifacts));
      const byPcluster = operations(sandbox.requests().filter(({ caller }) => caller === "pcluster"));
      assert.ok(byPcluster.length > 20, "the dry run was the genuine one");
      assert.ok(!byPcluster.includes("CreateStack"));
      assert.deepEqual(operations(sandbox.requests()).filter((operation) => operation === "CreateStack"), [
        "CreateStack",
      ]);
    });

    await step("T110, T114, T115, plan 10.6: a creation to its end, and what stands afterwards", async (sandbox) => {
      const { environment, starts } = await recordedTools(sandbox, tools);
      const ended = await runProgram(environment, ...demo);
      assert.equal(ended.code, 0, ended.err);
      for (const words of ["watch --cluster demo --region us-west-2", "status --runs"]) {
        const { code, err } = await runProgram(environment, ...words.split(" "));
        assert.equal(code, 0, err);
      }
      assertKnownStarts(await starts());
      assertNoHiddenState(sandbox.requests().filter(({ caller }) => caller === "sdk"));
      assert.equal((await describe(sandbox)).clusterStatus, "CREATE_COMPLETE");

      const texts = await artifactTexts(sandbox);
      const [, stamp] = /run (\d{14})/.exec(ended.out) ?? assert.fail(ended.out);
      assert.deepEqual([...texts.keys()], [
        `demo_cluster_${stamp}.yaml`,
        `demo_cluster_${stamp}.yaml.init`,
        `demo_final_${stamp}.yaml`,
        `demo_init_template_${stamp}.yaml`,
        `demo_resolved_cli_${stamp}.yaml`,
        "demo_template.yaml",
        `preflight_demo_${stamp}.json`,
        `state_demo_${stamp}.json`,
      ]);
      for (const name of [`preflight_demo_${stamp}.json`, `state_demo_${stamp}.json`]) {
        const text = texts.get(name) ?? "";
        assert.equal(text, sortedJson(JSON.parse(text)), name);
      }
      const key = join(sandbox.home, ".ssh", "omics-sandbox.pem");
      assert.ok(ended.out.trimEnd().endsWith(`ssh -i ${key} ubuntu@127.0.0.1`), ended.out);
      for (const name of texts.keys()) {
        assert.equal((await Deno.stat(join(configFolder(sandbox), name))).mode! & 0o777, 0o600);
      }

      sandbox.clearRequests();
      const again = await runProgram(sandbox.environment, ...demo);
      assert.equal(again.code, 6, again.err);
      assert.match(
        again.err,
        /DAY-RUN-006.*demo exists already[\s\S]*describe-cluster -n demo[\s\S]*delete-cluster -n demo/,
      );
      assert.deepEqual(operations(changing(sandbox.requests())), [], "decision 3.30: before any write");
    });

    await step("T73: a failing network stack is exit 2 with its cause, and nothing is built on it", async (sandbox) => {
      sandbox.settings.failNetwork = { reason: "The maximum number of addresses has been reached." };
      const ended = await runProgram(sandbox.environment, ...demo);
      assert.equal(ended.code, 2, ended.err);
      assert.match(ended.err, /DAY-AWS-003.*pcluster-vpc-stack-2b[\s\S]*maximum number of addresses/);
      const names = operations(sandbox.requests());
      assert.ok(!names.includes("CreateBudget"));
      assert.ok(sandbox.requests().every(({ caller }) => caller !== "pcluster"));
      const files = [...(await artifactTexts(sandbox)).keys()].map((name) => name.replace(/_\d{14}/, ""));
      assert.deepEqual(files, ["demo_resolved_cli.yaml", "preflight_demo.json", "state_demo.json"]);
    });

    await step(
      "T97, E24: what the genuine dry run rejects is exit 2 with its words, and no cluster",
      async (sandbox) => {
        const shipped = await Deno.readTextFile(new URL("../../templates/cluster.yaml", import.meta.url));
        const template = join(sandbox.folder, "bad.yaml");
        await Deno.writeTextFile(template, shipped.replace("InstanceType: r7i.2xlarge", "InstanceType: r7i.3xlarge"));
        const environment = { ...sandbox.environment, DAY_BREAK: "1" };
        const ended = await runProgram(environment, ...demo, "--template", template, "--output", "json");
        assert.equal(ended.code, 2, ended.err);
        const { status, error, next } = JSON.parse(ended.out);
        assert.deepEqual([status, error.code, next.length], ["failed", "DAY-PC-001", 1]);
        assert.match(error.message, /r7i\.3xlarge/);
        assert.match(error.fix, /pcluster create-cluster .*--dryrun true/);
        const byPcluster = operations(sandbox.requests().filter(({ caller }) => caller === "pcluster"));
        assert.ok(!byPcluster.includes("CreateStack"));
      },
    );

    await step(
      "design 5.4: Ctrl-C during the wait is 130 with the way on, and the way on leads to the end",
      async (sandbox) => {
        sandbox.holdTime();
        const program = startProgram(sandbox.environment, ...demo);
        await program.saying(/cluster demo: CREATE_IN_PROGRESS/);
        program.signal("SIGINT");
        const ended = await program.ended;
        assert.equal(ended.code, 130, ended.err);
        const [, command] = /deno task create (--resume demo_\d{14})$/m.exec(ended.out) ?? assert.fail(ended.out);
        assert.equal((await describe(sandbox)).clusterStatus, "CREATE_IN_PROGRESS", "pcluster's work goes on");
        const state = [...await artifactTexts(sandbox)].find(([name]) => name.startsWith("state_demo"))?.[1] ?? "";
        assert.equal(JSON.parse(state).status, "interrupted");

        sandbox.passTime(60);
        sandbox.clearRequests();
        const resumed = await runProgram(sandbox.environment, "create", ...command.split(" "), "--output", "json");
        assert.equal(resumed.code, 0, resumed.err);
        assert.equal(JSON.parse(resumed.out).status, "created");
        assert.equal((await describe(sandbox)).clusterStatus, "CREATE_COMPLETE");
        const made = new Set(operations(changing(sandbox.requests())));
        assert.deepEqual([...made].sort(), ["CreateSchedule", "CreateTopic", "Subscribe"], "nothing is made twice");
      },
    );
  }),
);

/** Everything that may be on `PATH`: no yq, jq, bc, envsubst or conda. */
const tools = [
  "daylily-omics-references.sh",
  "git",
  "id",
  "kill",
  "node",
  "pcluster",
  "ps",
  "python3",
  "scp",
  "ssh",
  "wget",
];

function assertKnownStarts(starts: readonly (readonly string[])[]): void {
  const kinds = starts.map(([tool, first = "", ...rest]) => {
    const dryRun = rest.includes("--dryrun") ? ` --dryrun ${rest[rest.indexOf("--dryrun") + 1]}` : "";
    return `${tool} ${first}${dryRun}`;
  });
  assert.deepEqual([...new Set(kinds)].sort(), [
    "daylily-omics-references.sh --profile",
    "git --version",
    "git -C",
    "node --version",
    "pcluster create-cluster",
    "pcluster create-cluster --dryrun true",
    "pcluster describe-cluster",
    "pcluster describe-cluster-instances",
    "pcluster version",
    "python3 --version",
    "wget --version",
  ]);
}

/** Nothing is kept in tables, parameters, buckets or stacks of our own, except for the network. */
function assertNoHiddenState(own: readonly RequestRecord[]): void {
  const changes = changing(own);
  const stacks = changes.filter(({ service }) => service === "cloudformation");
  assert.deepEqual(stacks.map(({ operation, parameters }) => [operation, parameters.StackName]), [
    ["CreateStack", "pcluster-vpc-stack-2b"],
  ]);
  assert.deepEqual([...new Set(operations(changes.filter(({ service }) => service === "s3")))], ["PutObject"]);
  const services = new Set(own.map(({ service }) => service));
  assert.ok(!services.has("dynamodb") && !services.has("ssm"), [...services].join());
}

/** The same JSON with sorted keys. */
function sortedJson(value: unknown): string {
  const sorted = (_: string, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1))
      : part;
  return JSON.stringify(value, sorted, 2) + "\n";
}
