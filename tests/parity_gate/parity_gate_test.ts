import assert from "node:assert/strict";
import { join } from "node:path";
import { pointNames } from "../../lib/parity/points.ts";
import { demo } from "../e2e/program.ts";
import { swift, worldIn } from "../delete/deletion_world.ts";
import { installDouble } from "../support/install_double.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { legacyCluster, legacyClusterFilePath, makeLegacyWorld } from "./legacy_world.ts";
import { pointChanges } from "./point_changes.ts";

type Compared = {
  readonly equal: boolean;
  readonly points: readonly {
    readonly point: string;
    readonly equal: boolean;
    readonly differences: readonly { readonly field: string; readonly status: string; readonly why: string }[];
  }[];
};

const bucket = "sandbox-omics-analysis-us-west-2";

/** What is decided to be otherwise, as far as the two worlds of this test show it. */
const decided = [
  "yaml: Tags.aws-parallelcluster-daylily-git-deets",
  "budgets: cluster.users.carol",
  "heartbeat: schedule.input",
  "policies: scheduler_role.policy.Statement.0.Resource",
  "policies: scheduler_role.trust.Statement.0.Condition",
  "artifacts: final_config",
  "artifacts: preflight_report",
  "artifacts: resolved_cli",
  "artifacts: state_record",
];

async function programIn(sandbox: Sandbox) {
  return worldIn(sandbox, { ...await installDouble(sandbox), USER: "tester" });
}

function fieldsOf({ points }: Compared, isDecided: boolean): readonly string[] {
  return points.flatMap(({ point, differences }) =>
    differences.filter(({ status }) => (status === "decided") === isDecided).map(({ field }) => `${point}: ${field}`)
  );
}

Deno.test("plan 10.7, decisions 3.29, 3.64: a legacy run and one of ours are compared on eight points", (test) =>
  inTemporaryFolder((out) =>
    sharedSandbox({ settings: swift }, async (step) => {
      await step("ours", async (sandbox) => {
        const { run } = await programIn(sandbox);
        const made = await run([...demo, "--set", "allowed_budget_users=carol"].join(" "));
        assert.equal(made.code, 0, made.err);
        sandbox.clearRequests();
        const shot = await run(`parity snapshot --cluster demo --out ${out}/ours.json`);
        assert.equal(shot.code, 0, shot.err);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        assert.equal((await run(`parity snapshot --cluster demo --out ${out}/again.json --output json`)).code, 0);
        assert.equal(await Deno.readTextFile(`${out}/again.json`), await Deno.readTextFile(`${out}/ours.json`));
        const same = await run(`parity compare ${out}/ours.json ${out}/again.json --output json`);
        const { equal, points } = JSON.parse(same.out) as Compared;
        assert.deepEqual([same.code, equal], [0, true]);
        assert.deepEqual(points, pointNames.map((point) => ({ point, equal: true, differences: [] })));
      });

      await step("what the legacy leaves is equal; one difference is named on its point alone", async (sandbox) => {
        const { run } = await programIn(sandbox);
        const aws = sandboxAws(sandbox);
        const folder = join(sandbox.home, ".config", "daylily");
        await makeLegacyWorld(aws, bucket, folder);
        const compare = async () => {
          const shot = await run(
            `parity snapshot --cluster ${legacyCluster} --region us-west-2 --out ${out}/legacy.json`,
          );
          assert.equal(shot.code, 0, shot.err);
          const { code, out: json } = await run(`parity compare ${out}/legacy.json ${out}/ours.json --output json`);
          return { code, ...JSON.parse(json) as Compared };
        };
        const whole = await compare();
        assert.deepEqual([whole.code, whole.equal, fieldsOf(whole, false)], [0, true, []]);
        assert.deepEqual(fieldsOf(whole, true), decided);
        const back = await run(`parity compare ${out}/ours.json ${out}/legacy.json --output json`);
        assert.deepEqual(fieldsOf(JSON.parse(back.out), true), decided);

        assert.deepEqual(pointChanges.map(({ point }) => point), pointNames);
        for (const { point, fields, change } of pointChanges) {
          const undo = await change({ aws, folder, bucket });
          const changed = await compare();
          await undo();
          const different = changed.points.filter(({ equal }) => !equal).map((each) => each.point);
          assert.deepEqual([changed.code, changed.equal, different], [1, false, [point]], point);
          assert.deepEqual(fieldsOf(changed, false), fields.map((field) => `${point}: ${field}`));
        }
        assert.deepEqual((await compare()).code, 0);
        aws.close();
      });

      await step("what cannot be read, or is mistyped, leaves no snapshot", async (sandbox) => {
        const { run } = await programIn(sandbox);
        const aws = sandboxAws(sandbox);
        const folder = join(sandbox.home, ".config", "daylily");
        await makeLegacyWorld(aws, bucket, folder);
        const copy = join(out, "elsewhere.yaml");
        await Deno.copyFile(join(folder, legacyClusterFilePath), copy);
        const named = await run(`parity snapshot --cluster ${legacyCluster} --yaml ${copy} --out ${out}/named.json`);
        assert.equal(named.code, 0, named.err);
        await Deno.writeTextFile(`${out}/list.yaml`, "- a\n");
        await Deno.writeTextFile(`${out}/letter.txt`, "dear diary");
        const shot = `parity snapshot --cluster ${legacyCluster}`;
        for (
          const [words, code] of [
            [`parity snapshot --cluster nobody --out ${out}/none.json`, "DAY-PAR-001"],
            [`${shot} --yaml ${out}/list.yaml --out ${out}/none.json`, "DAY-PAR-001"],
            [`${shot} --yaml ${out}/absent.yaml --out ${out}/none.json`, "DAY-PAR-001"],
            [`${shot} --region eu-west-1 --out ${out}/none.json`, "DAY-USE-001"],
            [`${shot} --out ${out}/letter.txt`, "DAY-USE-001"],
            [`${shot} --out ${out}`, "DAY-USE-001"],
            [`${shot} --out ${out}/nowhere/none.json`, "DAY-USE-001"],
            [shot, "DAY-USE-001"],
            [`parity snapshot --out ${out}/none.json`, "DAY-USE-001"],
            [`parity compare ${out}/named.json`, "DAY-USE-001"],
            [`parity compare ${out}/named.json ${out}/letter.txt`, "DAY-PAR-002"],
            [`parity compare ${out}/named.json ${out}/absent.json`, "DAY-PAR-002"],
            [`parity compare ${out}/named.json ${out}/named.json --cluster demo`, "DAY-USE-001"],
            ["parity measure", "DAY-USE-001"],
          ]
        ) {
          const refused = await run(`${words} --output json`);
          assert.deepEqual([words, refused.code, JSON.parse(refused.out).error?.code], [words, 1, code]);
        }
        assert.equal(await Deno.readTextFile(`${out}/letter.txt`), "dear diary");
        const reads = ["budgets:ViewBudget", "ec2:DescribeSubnets", "iam:GetPolicy", "iam:GetRole", "s3:GetObject"];
        for (const read of [...reads, "scheduler:GetSchedule", "sns:ListSubscriptionsByTopic"]) {
          sandbox.settings.denied.splice(0, Infinity, read);
          const { code, out: json } = await run(`${shot} --out ${out}/none.json --output json`);
          const { error } = JSON.parse(json);
          assert.deepEqual([read, code, error.code], [read, 2, "DAY-AWS-002"]);
          assert.match(error.message + error.fix, new RegExp(read));
        }
        sandbox.settings.denied.length = 0;
        await assert.rejects(Deno.stat(`${out}/none.json`), Deno.errors.NotFound);
        aws.close();
      });
    })(test)
  ));
