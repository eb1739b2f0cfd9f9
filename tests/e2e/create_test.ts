import assert from "node:assert/strict";
import { join } from "node:path";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { isPackaged } from "../support/program_process.ts";
import { recordedTools } from "../support/recorded_tools.ts";
import { type RequestRecord, withSandbox } from "../support/sandbox.ts";
import { clusterStatus } from "./cluster_status.ts";
import { artifactTexts, configFolder, demo, runProgram } from "./program.ts";
import { changing, operations, swift } from "./requests.ts";

Deno.test("T110, T114, T115, plan 10.6: a creation with the genuine tools to its end, and what stands afterwards", () =>
  withSandbox({ settings: swift }, async (sandbox) => {
    const { environment, starts } = await recordedTools(sandbox, tools);
    const ended = await runProgram(environment, ...demo);
    assert.equal(ended.code, 0, ended.err);
    for (const words of ["watch --cluster demo --region us-west-2", "status --runs"]) {
      const { code, err } = await runProgram(environment, ...words.split(" "));
      assert.equal(code, 0, err);
    }
    assertKnownStarts(await starts());
    assertNoHiddenState(sandbox.requests().filter(({ caller }) => caller === "sdk"));
    assert.equal(await clusterStatus(sandbox), "CREATE_COMPLETE");

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
    const login = `ssh -i ${key} ubuntu@127.0.0.1\n  deno task ssh --cluster demo --region us-west-2`;
    assert.ok(ended.out.trimEnd().endsWith(login), ended.out);
    for (const name of texts.keys()) {
      assert.equal((await Deno.stat(join(configFolder(sandbox), name))).mode! & 0o777, 0o600);
    }

    sandbox.clearRequests();
    const again = await programHere(demo, { env: await installDouble(sandbox) });
    assert.equal(again.code, 6, again.err);
    assert.match(
      again.err,
      /DAY-RUN-006.*demo exists already[\s\S]*describe-cluster -n demo[\s\S]*delete-cluster -n demo/,
    );
    assert.deepEqual(operations(changing(sandbox.requests())), [], "decision 3.30: before any write");
  }));

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
    // A packaged program stands in no work tree.
    ...isPackaged() ? [] : ["git -C"],
    "node --version",
    "pcluster create-cluster",
    "pcluster create-cluster --dryrun true",
    "pcluster describe-cluster",
    "pcluster describe-cluster-instances",
    "pcluster version",
    "python3 --version",
    "ssh -F",
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
