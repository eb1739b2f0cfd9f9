import assert from "node:assert/strict";
import { join } from "node:path";
import { stackStatus } from "../../lib/aws/questions/stack_status.ts";
import { deletions } from "../delete/deletion_world.ts";
import { eventually } from "../support/eventually.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { handChanges } from "./hand_changes.ts";

const demo = "--cluster demo --region us-west-2 --output json";

type Document = {
  readonly drifted: boolean | null;
  readonly items: readonly { readonly id: string; readonly field: string; readonly expected: string }[];
  readonly notes: readonly string[];
  readonly repaired: readonly { readonly id: string }[];
  readonly report_only: readonly { readonly id: string }[];
  readonly error?: { readonly code: string };
};

function changeOf(name: string) {
  const found = handChanges.find((each) => each.name === name);
  assert.ok(found, name);
  return found;
}

Deno.test(
  "decision 3.51c: a deadline that was kept is no drift, one that was not is",
  deletions(async (step) => {
    await step("before it, after it, and an hour after it", async ({ run, sandbox }) => {
      assert.equal((await run("infra expiry-role")).code, 0);
      const extended = await run("extend --cluster demo --region us-west-2 --ttl 3d --output json");
      const deadline = Date.parse(JSON.parse(extended.out).deadline);
      const checkAt = async (minutes: number) => {
        const clock = hurriedClock(new Date(deadline + minutes * 60_000).toISOString());
        const { code, out } = await run(`drift check ${demo}`, { clock });
        return { code, ...JSON.parse(out) as Document };
      };
      const aws = sandboxAws(sandbox);
      const { DeleteScheduleCommand } = await import("@aws-sdk/client-scheduler");
      const scheduler = await aws.scheduler();
      await scheduler.send(new DeleteScheduleCommand({ Name: "daylily-demo-expiry-warning" }));
      const early = await checkAt(-90);
      assert.deepEqual([early.code, early.items[0].id], [3, "daylily-demo-expiry-warning"]);
      assert.deepEqual((await checkAt(-30)).code, 0, "its mail has been sent");

      await scheduler.send(new DeleteScheduleCommand({ Name: "daylily-demo-expiry" }));
      assert.deepEqual((await checkAt(-30)).items.map(({ id }) => id), ["daylily-demo-expiry"]);
      assert.deepEqual((await checkAt(30)).code, 0, "the cluster may still be going");
      const late = await checkAt(61);
      assert.deepEqual([late.code, late.items.map(({ id, field, expected }) => `${id} ${field} ${expected}`)], [
        3,
        ["demo status DELETE_COMPLETE"],
      ]);

      const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
      await (await aws.cloudformation()).send(new DeleteStackCommand({ StackName: "demo" }));
      await eventually("the cluster is gone", async () => (await stackStatus(aws, "demo")) === undefined);
      const gone = await checkAt(61);
      assert.deepEqual([gone.code, gone.items], [0, []]);
      assert.match(gone.notes.join(), /ended by its deadline/);
      assert.deepEqual((await checkAt(-30)).items.map(({ id, field }) => `${id} ${field}`).sort(), [
        "daylily-demo-expiry exists",
        "demo exists",
      ]);
      aws.close();
    });
  }),
);

Deno.test(
  "decisions 3.57b, 3.64: what is compared with, what was only met, and what was mistyped",
  deletions(async (step) => {
    await step(
      "a state record is a baseline as well; what was only met is written only when that is asked for",
      async (world) => {
        const { run, sandbox, env } = world;
        const folder = join(env.HOME, ".config", "daylily");
        const [name] = (await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name))
          .filter((each) => /^state_demo_.*\.json$/.test(each));
        const path = join(folder, name);
        const state = `--state ${path} --output json`;
        assert.equal((await run(`drift ${state}`)).code, 0, "check is meant without a word");

        const aws = sandboxAws(sandbox);
        await changeOf("the amount of a budget is changed").change(aws);
        assert.equal((await run(`drift check ${state}`)).code, 3);
        const zero = await run(`drift check ${state} --exit-zero`);
        assert.deepEqual([zero.code, JSON.parse(zero.out).drifted], [0, true]);
        const text = await run("drift check --cluster demo --region us-west-2");
        assert.match(text.out, /budget da-us-west-2b-demo: amount is 5000, expected 200 \(created by dayctl\)/);

        const record = JSON.parse(await Deno.readTextFile(path));
        for (const each of record.resources) if (each.kind === "budget") each.origin = "found";
        const met = join(sandbox.folder, "met.json");
        await Deno.writeTextFile(met, JSON.stringify(record));
        sandbox.clearRequests();
        const reported = await run(`drift repair --state ${met} --output json`);
        const left = JSON.parse(reported.out) as Document;
        assert.deepEqual([reported.code, left.repaired, left.report_only.map(({ id }) => id)], [
          1,
          [],
          ["da-us-west-2b-demo"],
        ], reported.out + reported.err);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        const repaired = await run(`drift repair --state ${met} --include-found --output json`);
        const done = JSON.parse(repaired.out) as Document;
        assert.deepEqual([repaired.code, done.repaired.length, done.report_only], [0, 1, []], repaired.err);
        assert.equal((await run(`drift check ${demo}`)).code, 0);

        sandbox.clearRequests();
        const again = await run(`drift repair ${demo}`);
        assert.deepEqual([again.code, (JSON.parse(again.out) as Document).repaired], [0, []]);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);

        for (const kind of ["budget", "managed-policy", "network-stack", "cluster"]) {
          const resources = record.resources.map((each: { kind: string; expected: object }, index: number) => {
            if (each.kind !== kind) return each;
            return { ...each, expected: index % 2 === 0 ? { nonsense: 1 } : { ...each.expected, name: "other" } };
          });
          const damaged = join(sandbox.folder, "damaged.json");
          await Deno.writeTextFile(damaged, JSON.stringify({ ...record, resources }));
          const checked = await run(`drift check --state ${damaged} --output json`);
          const { error, unchecked, items } = JSON.parse(checked.out);
          const told = new Set(unchecked.map(({ resource, code }: Record<string, string>) => `${resource} ${code}`));
          assert.deepEqual([checked.code, error?.code, items], [2, "DAY-DRIFT-001", []], checked.out);
          assert.deepEqual(told, new Set([`${kind} DAY-RUN-009`]), checked.out);
        }

        const foreign = join(sandbox.folder, "foreign.json");
        const elsewhere = { ...record, account_id: "999999999999", resources: [] };
        await Deno.writeTextFile(foreign, JSON.stringify(elsewhere));
        const other = join(sandbox.folder, "other.json");
        const heartbeat = { ...record.heartbeat, topic_arn: "" };
        await Deno.writeTextFile(other, JSON.stringify({ ...elsewhere, heartbeat }));
        for (
          const [words, code] of [
            [`drift check --state ${foreign} --output json`, "DAY-RUN-009"],
            [`drift check --state ${other} --output json`, "DAY-RUN-008"],
            [`drift check --state ${path} --region eu-west-1 --output json`, "DAY-USE-001"],
            [`drift check --state ${path} --cluster other --output json`, "DAY-USE-001"],
            [`drift check --state ${path}.gone --output json`, "DAY-RUN-009"],
            ["drift check --cluster nobody --region us-west-2 --output json", "DAY-CLU-001"],
            ["drift check --output json", "DAY-USE-001"],
            ["drift mend --cluster demo --output json", "DAY-USE-001"],
            [`drift repair ${demo} --exit-zero`, "DAY-USE-001"],
            [`drift check ${demo} --include-found`, "DAY-USE-001"],
          ]
        ) {
          const refused = await run(words);
          const { error } = JSON.parse(refused.out) as Document;
          assert.deepEqual([words, refused.code, error?.code], [words, 1, code]);
        }
        aws.close();
      },
    );

    await step("a repair that is refused is told, and the rest is repaired", async ({ run, sandbox }) => {
      const aws = sandboxAws(sandbox);
      await changeOf("the amount of a budget is changed").change(aws);
      await changeOf("the heartbeat is disabled").change(aws);
      sandbox.settings.denied.push("budgets:ModifyBudget");
      const { code, out } = await run(`drift repair ${demo}`);
      sandbox.settings.denied.length = 0;
      const { error, repaired } = JSON.parse(out) as Document;
      assert.deepEqual([code, error?.code, repaired.map(({ id }) => id)], [2, "DAY-DRIFT-002", [
        "daylily-demo-heartbeat",
      ]]);
      assert.equal((await run(`drift repair ${demo}`)).code, 0);
      assert.equal((await run(`drift check ${demo}`)).code, 0);
      aws.close();
    });
  }),
);
