import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import {
  changing,
  configText,
  type Ended,
  fileNames,
  parityCases,
  runAgain,
  runCreate,
} from "../parity/parity_world.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { type RequestRecord, sharedSandbox } from "../support/sandbox.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { type StandInOptions, standInTools } from "../support/stand_in_tools.ts";
import { demo } from "./program.ts";

type Item = {
  readonly what: string;
  readonly outcome: string;
  readonly note: string;
  readonly differences: readonly { words: string }[];
};
type Planned = {
  readonly status?: string;
  readonly exit_code: number;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly warnings: readonly { readonly id: string; readonly message: string }[];
  readonly plan: {
    readonly items: readonly Item[];
    readonly cost: {
      readonly items: readonly { what: string; usd_per_hour: number; source: string }[];
      readonly usd_per_hour_most: number;
    };
  };
};

const empty = { network: undefined, tagsPolicy: false, schedulerRole: false, budgets: [] };
const asJson = ["--plan", "--output", "json"];

function planned({ code, out, err }: Ended): Planned {
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

const outcomes = ({ plan }: Planned) => plan.items.map(({ what, outcome }) => `${outcome} ${what}`);
const differencesOf = ({ plan }: Planned, what: string) =>
  plan.items.find((item) => item.what === what)?.differences.map(({ words }) => words);

Deno.test(
  "decision 3.35: create --plan",
  parityCases(async (run) => {
    await run("in an empty account: what is created and what it costs, and nothing is written", async (sandbox) => {
      const ended = await runCreate(sandbox, { flags: asJson });
      const answer = planned(ended);
      assert.deepEqual([answer.status, answer.exit_code, answer.warnings], [undefined, 0, []]);
      assert.deepEqual(outcomes(answer), [
        "create network of us-west-2b",
        "create policy pcluster-omics-analysis",
        "create role eventbridge-scheduler-to-sns",
        "create budget daylily-global",
        "create budget users of daylily-global",
        "create budget da-us-west-2b-tc1",
        "create budget users of da-us-west-2b-tc1",
        "create cluster tc1 in us-west-2",
        "create topic daylily-tc1-heartbeat",
        "create heartbeat mail to a@b.co",
        "create schedule daylily-tc1-heartbeat",
      ]);
      assert.deepEqual(answer.plan.cost.items.map(({ what }) => what), [
        "head node r7i.2xlarge",
        "FSx 4800 GiB SCRATCH_2",
        "NAT gateway",
        "Spot, at most 8 nodes",
      ]);
      assert.ok(answer.plan.cost.usd_per_hour_most > 40);
      assert.deepEqual(changing(ended), []);
      assert.ok(ended.calls.every(([, verb]) => verb !== "create-cluster"), "no dry run either");
      assert.deepEqual((await fileNames(ended)).map((name) => name.replace(/\d{14}/, "<ts>")), [
        "preflight_tc1_<ts>.json",
        "runs",
      ]);
      const runs = await Array.fromAsync(Deno.readDir(join(ended.artifacts, "runs")), ({ name }) => name);
      assert.ok(runs.every((name) => name.endsWith(".log")), "no journal, so nothing to resume");

      const text = await runCreate(sandbox, { flags: ["--plan"] });
      assert.match(text.out, /^plan for cluster tc1 in us-west-2b; nothing was written\n {2}create {2}network of/);
      assert.ok(text.out.split("\n").every((line) => line.length <= 80), text.out);
    }, empty);

    await run("what exists and is not as wanted is told in words", async (sandbox) => {
      const answer = planned(await runCreate(sandbox, { flags: asJson, values: { budget_amount: "300" } }));
      assert.deepEqual(outcomes(answer), [
        "exists network of us-west-2b",
        "create policy pcluster-omics-analysis",
        "differs role eventbridge-scheduler-to-sns",
        "differs budget daylily-global",
        "differs budget da-us-west-2b-tc1",
        "create cluster tc1 in us-west-2",
        "create topic daylily-tc1-heartbeat",
        "create heartbeat mail to a@b.co",
        "create schedule daylily-tc1-heartbeat",
      ]);
      assert.deepEqual(differencesOf(answer, "budget da-us-west-2b-tc1"), [
        "USD a month: 200, wanted 300",
        "counts cluster: none, wanted tc1",
        "mails at percent: 75 missing",
      ]);
      const nat = answer.plan.cost.items.find(({ what }) => what === "NAT gateway");
      assert.equal(nat?.usd_per_hour, 0);
    });

    await run("a cluster that is there is shown, whoever made it", async (sandbox) => {
      const TemplateBody = JSON.stringify({ Resources: { T: { Type: "AWS::SNS::Topic" } } });
      await sandbox.calls.query("cloudformation", "CreateStack", { StackName: "tc1", TemplateBody });
      const answer = planned(await runCreate(sandbox, { flags: asJson }));
      const item = answer.plan.items.find(({ what }) => what.startsWith("cluster"));
      assert.equal(item?.outcome, "exists");
      assert.match(item?.note ?? "", /CREATE_\w+; create stops here/);
    });

    await run("decision 3.47: what was accepted of pcluster is told again, in words and in JSON", async (sandbox) => {
      const tools = { pcluster: "3.13.2" };
      const told = await runCreate(sandbox, { flags: [...asJson, "--pass-on-warn"], tools });
      assert.equal(told.code, 0, told.err);
      const [{ id, message }] = JSON.parse(told.out).warnings;
      assert.equal(id, "toolchain.pcluster");
      assert.match(message, /^the creation will fail on AWS: [\s\S]*\ndeno task toolchain install$/);
      const read = await runCreate(sandbox, { flags: ["--plan", "--pass-on-warn"], tools });
      assert.match(
        read.out,
        /^ {2}warning {2}the creation will fail on AWS: [\s\S]*\n {11}deno task toolchain install\n/m,
      );
    });

    await run("preflight that fails ends the plan with its exit code and its report", async (sandbox) => {
      const ended = await runCreate(sandbox, { flags: asJson, tools: { pcluster: null } });
      assert.equal(ended.code, 4, ended.err);
      const { plan, artifacts, error } = JSON.parse(ended.out);
      assert.deepEqual([plan, error.code], [undefined, "DAY-PRE-001"]);
      assert.match(artifacts.preflight_report, /preflight_tc1_\d{14}\.json$/);
    });
  }),
);

/** Runs one after another, in one folder and with the same programs. */
async function inOneFolder(sandbox: Sandbox, tools: StandInOptions = {}) {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder });
  await Deno.writeTextFile(join(folder, "my.cfg.yaml"), configText());
  const programs = await standInTools(sandbox.folder, tools);
  return (changes: Parameters<typeof runAgain>[1]) => runAgain(sandbox, changes, folder, programs);
}

Deno.test(
  "decision 3.39: create meets an unfinished run of its cluster",
  parityCases(async (run) => {
    await run(
      "decision 3.60: one that failed before its cluster stops nobody, and its network is made again",
      async (sandbox) => {
        sandbox.settings.networkSeconds = 0;
        sandbox.settings.secondsOfDeletion = 0;
        sandbox.settings.failNetwork = { reason: "The maximum number of addresses has been reached." };
        const again = await inOneFolder(sandbox);
        const first = await again({});
        assert.equal(first.code, 2, first.err);
        assert.match(first.err, /fix: a quota is used up/, "the hint stands before the general advice");
        const [, resume] = /deno task create --resume (tc1_\d{14})$/m.exec(first.out) ?? assert.fail(first.out);

        const plan = planned(await again({ flags: asJson }));
        assert.deepEqual(plan.warnings.map(({ id }) => id), ["run.unfinished"]);
        assert.match(plan.warnings[0].message, new RegExp(`deno task create --resume ${resume}$`));
        assert.match(plan.plan.items[0].note, /^stack pcluster-vpc-stack-2b is ROLLBACK_COMPLETE/);

        const damaged = join(dirname(plan.artifacts.preflight_report), "runs", "tc1_20260101000000.jsonl");
        await Deno.writeTextFile(damaged, "no line of a journal\n");
        const [, { id, message }] = planned(await again({ flags: asJson })).warnings;
        assert.deepEqual([id, message.startsWith(`${damaged}:1: `)], ["run.damaged", true], message);
        await Deno.remove(damaged);

        sandbox.settings.failNetwork = null;
        await sandbox.calls.query("cloudformation", "DeleteStack", { StackName: "pcluster-vpc-stack-2b" });
        const second = await again({});
        assert.equal(second.code, 0, second.err);
        assert.match(
          second.err,
          new RegExp(
            `The earlier run ${resume} stopped before its end; this new run uses the resources that ${resume} created, but its own flags and answers`,
          ),
        );
      },
      empty,
    );

    await run("one whose cluster was asked for: a person is asked; nobody else gets through", async (sandbox) => {
      const again = await inOneFolder(sandbox, { create: { out: "", code: 1 } });
      const first = await again({});
      assert.equal(first.code, 2, first.err);
      const [, resume] = /deno task create --resume (tc1_\d{14})$/m.exec(first.out) ?? assert.fail(first.out);
      const silent = await again({});
      assert.equal(silent.code, 6, silent.err);
      assert.match(silent.err, new RegExp(`DAY-RUN-002.*\\n.*deno task create --resume ${resume}`));
      const declined = await again({ typed: ["2"] });
      assert.equal(declined.code, 6, declined.err);
      assert.match(declined.err, new RegExp(`1\\) resume ${resume}\\n *2\\) stop here`));
      assert.deepEqual([...changing(silent), ...changing(declined)], []);
      const resumed = await again({ typed: ["1"] });
      assert.match(resumed.out, new RegExp(`cluster tc1 in us-west-2b, run ${resume.slice("tc1_".length)}`));
    });
  }),
);

Deno.test(
  "design 9: requests of our own to the dry run; the plan is shown before the first write",
  sharedSandbox({ settings: { networkSeconds: 0 } }, async (step) => {
    await step("at most 38 in an empty account, at most 26 where everything exists", async (sandbox) => {
      const environment = { ...await installDouble(sandbox), DAY_BREAK: "1" };
      for (const most of [38, 26]) {
        sandbox.clearRequests();
        const ended = await programHere(demo, { env: environment });
        assert.equal(ended.code, 0, ended.err);
        const own = beforeDryRun(sandbox.requests());
        assert.ok(own.length <= most, `${own.length} instead of at most ${most}`);
        assert.equal(own.filter(({ service }) => service === "pricing").length, 2);
        if (most === 38) assert.match(ended.err, /plan for cluster demo[\s\S]*not included: disks[\s\S]*being created/);
        else assert.ok(own.every(({ mutating }) => !mutating));
      }
    });
  }),
);

/** The program's own requests before ParallelCluster's first; polls of the stack that it makes do not count. */
function beforeDryRun(all: readonly RequestRecord[]): readonly RequestRecord[] {
  const own = all.slice(0, all.findIndex(({ caller }) => caller === "pcluster")).filter(({ caller }) =>
    caller === "sdk"
  );
  const made = own.findIndex(({ operation }) => operation === "CreateStack");
  return own.filter(({ operation }, index) => made < 0 || index < made || operation !== "DescribeStacks");
}
