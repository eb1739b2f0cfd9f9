import assert from "node:assert/strict";
import { neededText } from "../../lib/sandbox/emulator/calls.ts";
import { type Changes, changing, type Ended, parityCases, runAgain, runCreate } from "../parity/parity_world.ts";
import { standInTools } from "../support/stand_in_tools.ts";

const json = ["--output", "json"];
const environment = { DAY_BREAK: "1" };
const buckets = ["a-omics-analysis-us-west-2", "b-omics-analysis-us-west-2"];

type Told = { readonly next: readonly string[]; readonly error: { readonly code: string; readonly fix: string } };

function told({ out }: Ended): Told {
  return JSON.parse(out) as Told;
}

function argvOf(command: string): readonly string[] {
  const [deno, task, name, ...argv] = command.split(" ");
  assert.deepEqual([deno, task, name], ["deno", "task", "create"]);
  return argv;
}

/** Where nobody can be asked for one of several: what is missing, and the changes with which it is. */
const cases: readonly [key: string, choices: readonly string[], seed: object, changes: Changes][] = [
  ["s3_bucket_name", buckets, { buckets }, { values: { s3_bucket_name: undefined } }],
  ["ssh_key_name", ["omics-1", "omics-2"], { keys: [{ name: "omics-1" }, { name: "omics-2" }] }, {
    values: { ssh_key_name: undefined },
  }],
];

Deno.test(
  "next commands where nobody can be asked",
  parityCases(async (run) => {
    for (const [key, choices, seed, changes] of cases) {
      await run(`several ${key}: each is a command that can be run as it is`, async (sandbox) => {
        const flags = ["--pass-on-warn", ...json];
        const stopped = await runCreate(sandbox, { ...changes, flags, environment });
        const { next, error } = told(stopped);
        assert.deepEqual([stopped.code, error.code], [1, "DAY-PROMPT-001"], stopped.err);
        const again = "deno task create --region-az us-west-2b --profile p --config my.cfg.yaml --pass-on-warn";
        assert.deepEqual(next.toSorted(), choices.map((choice) => `${again} --non-interactive --set ${key}=${choice}`));
        for (const choice of choices) assert.match(stopped.err, new RegExp(`fix: .*${choice}`, "s"));
        const argv = argvOf(next[1]);
        const done = await runAgain(
          sandbox,
          { argv, environment },
          stopped.folder,
          await standInTools(sandbox.folder),
        );
        assert.equal(done.code, 0, done.err);
      }, seed);
    }

    await run("several subnets, which are found after the gates: each is a command as well", async (sandbox) => {
      const ask = (operation: string, more: Record<string, string>) => sandbox.calls.query("ec2", operation, more);
      const there = await ask("DescribeSubnets", { "Filter.1.Name": "tag:Name", "Filter.1.Value.1": "*Public Subnet" });
      const tag = { Key: "Name", Value: "another Public Subnet" };
      const made = await ask("CreateSubnet", {
        ...{ VpcId: neededText(there, "vpcId"), AvailabilityZone: "us-west-2b", CidrBlock: "10.0.200.0/24" },
        "TagSpecification.1.ResourceType": "subnet",
        ...{ "TagSpecification.1.Tag.1.Key": tag.Key, "TagSpecification.1.Tag.1.Value": tag.Value },
      });
      const stopped = await runCreate(sandbox, { values: { public_subnet_id: undefined }, flags: json, environment });
      const { next, error } = told(stopped);
      assert.deepEqual([stopped.code, error.code], [1, "DAY-PROMPT-001"], stopped.err);
      const subnets = [there, made].map((answer) => neededText(answer, "subnetId"));
      assert.deepEqual(
        next.map((command) => /--non-interactive --set public_subnet_id=(\S+)$/.exec(command)?.[1]).sort(),
        subnets.toSorted(),
      );
      for (const subnet of subnets) assert.match(error.fix, new RegExp(subnet));
      assert.deepEqual(changing(stopped), []);
    });

    await run("an amount that is missing after the gates: no resume, which would ask the same", async (sandbox) => {
      const changes = { entries: { budget_amount: '["PROMPTUSER", "150", ""]' }, flags: json, environment };
      const stopped = await runCreate(sandbox, changes);
      const { next, error } = told(stopped);
      assert.deepEqual([stopped.code, error.code], [1, "DAY-PROMPT-001"], stopped.err);
      assert.equal(next.length, 1);
      assert.match(next[0], /--non-interactive --set budget_amount=150$/);
      const done = await runAgain(
        sandbox,
        { argv: argvOf(next[0]), environment },
        stopped.folder,
        await standInTools(sandbox.folder),
      );
      assert.equal(done.code, 0, done.err);
      assert.match(done.err, /The earlier run tc1_\d+ stopped before its end/);
    }, { budgets: [] });

    await run("a name that is missing before anything begins: a place for it that is no name", async (sandbox) => {
      const stopped = await runCreate(sandbox, { values: { cluster_name: undefined }, flags: json });
      assert.match(told(stopped).next[0], /--set cluster_name=\.\.\.$/);
      const plain = await runCreate(sandbox, { values: { cluster_name: undefined } });
      assert.match(plain.out, /^next:\n {2}deno task create .*--set cluster_name=\.\.\.\n$/);
    });
  }),
);
