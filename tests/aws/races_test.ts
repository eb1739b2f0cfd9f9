import assert from "node:assert/strict";
import { budget } from "../../lib/aws/resources/budget.ts";
import { managedPolicy } from "../../lib/aws/resources/managed_policy.ts";
import { networkStack, networkStackSpec } from "../../lib/aws/resources/network_stack.ts";
import { pclusterOmicsAnalysis } from "../../lib/aws/resources/pcluster_omics_analysis.ts";
import type { AwsDeps, Json, Resource } from "../../lib/aws/resource.ts";
import { schedule } from "../../lib/aws/resources/schedule.ts";
import { schedulerRole, schedulerRoleSpec } from "../../lib/aws/resources/scheduler_role.ts";
import { kindsAroundCluster } from "../../lib/cluster/wanted/kinds.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { ensure } from "../../lib/state/walks/ensure.ts";
import { rememberedIn } from "../../lib/state/journal/facts.ts";
import { removeAll } from "../../lib/state/walks/remove_all.ts";
import { type TestRun, withRun } from "../state/shelf.ts";
import { account, inSandbox, region } from "./in_sandbox.ts";

/** A kind that can be taken: what we want, what a colleague makes under the same name, and the request that makes it. */
type Contest<S extends Json, O extends Json> = {
  readonly resource: Resource<AwsDeps, S, O>;
  readonly ours: S;
  readonly theirs: S;
  readonly operation: string;
};

const budgetSpec = {
  account,
  name: "da-us-west-2b-demo",
  amount: "200",
  cluster: "demo",
  thresholds: [75],
  email: "ada@example.org",
};
const policy = pclusterOmicsAnalysis(account);
const role = schedulerRoleSpec(account);
const network = networkStackSpec({ account, az: "us-west-2b", createPolicy: true });
const heartbeat = {
  account,
  region,
  name: "daylily-demo-heartbeat",
  expression: "rate(60 minutes)",
  target: "arn:aws:sns:us-west-2:123456789012:daylily-demo-heartbeat",
  roleArn: "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns",
  input: "hello",
  start: "",
  end: "",
  afterCompletion: "NONE",
  state: "ENABLED",
} as const;

const other: Json = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:GetRole", Resource: "*" }] };

/** Calls `test` with each kind in its own types. */
async function contests(
  test: <S extends Json, O extends Json>(contest: Contest<S, O>) => Promise<void>,
): Promise<void> {
  await test({
    resource: budget,
    ours: budgetSpec,
    theirs: { ...budgetSpec, amount: "50" },
    operation: "CreateBudget",
  });
  await test({
    resource: managedPolicy,
    ours: policy,
    theirs: { ...policy, document: other },
    operation: "CreatePolicy",
  });
  await test({ resource: schedulerRole, ours: role, theirs: { ...role, policy: other }, operation: "CreateRole" });
  await test({
    resource: schedule,
    ours: heartbeat,
    theirs: { ...heartbeat, input: "theirs" },
    operation: "CreateSchedule",
  });
  await test({
    resource: networkStack,
    ours: network,
    theirs: { ...network, environmentName: "theirs" },
    operation: "CreateStack",
  });
}

/** A new journal for each of them, on the run's own clock and with the account's real services. */
const inRun = (body: (run: TestRun) => Promise<void>) => withRun(body)();

Deno.test(
  "decision 3.48: what a colleague made between our look and our write is found, stays as it is, and no removal takes it",
  inSandbox({ settings: { networkSeconds: 0, secondsOfDeletion: 0 } }, async (step) => {
    await contests(async (contest) => {
      const { resource, ours, theirs } = contest;
      for (const [name, made] of [["another one", theirs], ["the very same", ours]] as const) {
        await step(`${resource.kind}: ${name}`, (deps) =>
          inRun(async (run) => {
            const seen = await resource.find(deps, ours, "exists");
            await resource.write(deps, made, { is: "absent" }, "the colleague's token");
            const { origin } = await ensure(run.walk, resource, deps, ours, { seen, existing: "repair" });
            assert.equal(origin, "found");
            const there = await resource.find(deps, made, "full");
            assert.ok(there.is === "ready");
            assert.deepEqual(differences(made, there.spec), []);
            const [removed] = await removeAll(run.walk, kindsAroundCluster, deps, rememberedIn(run.journal.facts));
            assert.equal(removed.outcome, "kept");
            assert.equal((await resource.find(deps, ours, "exists")).is, "ready");
          }));
      }

      await step(`${resource.kind}: after a throttled first attempt`, (deps, sandbox) =>
        inRun(async (run) => {
          const faster = async () => {
            await resource.write(deps, theirs, { is: "absent" }, "the colleague's token");
          };
          sandbox.faults.add({ operation: contest.operation, kind: "throttle", onHit: faster });
          const { origin } = await ensure(run.walk, resource, deps, ours);
          assert.equal(origin, "found");
          const sent = sandbox.requests().filter(({ operation }) => operation === contest.operation);
          assert.equal(sent.length, 3, "ours was sent twice");
        }));
    });
  }),
);

Deno.test(
  "decision 3.48: a lost answer of ours stays ours, in this life and the next, and is removed with the rest",
  inSandbox({ settings: { networkSeconds: 0, secondsOfDeletion: 0 } }, async (step) => {
    await contests(async ({ resource, ours, operation }) => {
      await step(
        `${resource.kind}: the answer is lost and the request sent again`,
        (deps, sandbox) =>
          inRun(async (run) => {
            sandbox.faults.add({ operation, kind: "lost" });
            assert.equal((await ensure(run.walk, resource, deps, ours)).origin, "created");
            const [removed] = await removeAll(run.walk, kindsAroundCluster, deps, rememberedIn(run.journal.facts));
            assert.equal(removed.outcome, "removed");
            assert.equal((await resource.find(deps, ours, "exists")).is, "absent");
          }),
      );

      await step(`${resource.kind}: the run ends before the answer`, (deps) =>
        inRun(async (run) => {
          const cut: typeof resource = {
            ...resource,
            async write(...args) {
              await resource.write(...args);
              throw new Error("killed");
            },
          };
          await assert.rejects(ensure(run.walk, cut, deps, ours), /killed/);
          const next = await run.resume();
          assert.equal((await ensure(next.walk, resource, deps, ours)).origin, "created");
        }));
    });
  }),
);

Deno.test(
  "decision 3.48: after an intent that was never sent, a colleague's is his",
  inSandbox({ settings: { networkSeconds: 0, secondsOfDeletion: 0 } }, async (step) => {
    await contests(async ({ resource, ours, theirs }) => {
      await step(resource.kind, (deps) =>
        inRun(async (run) => {
          const cut: typeof resource = { ...resource, write: () => Promise.reject(new Error("killed")) };
          await assert.rejects(ensure(run.walk, cut, deps, ours), /killed/);
          await resource.write(deps, theirs, { is: "absent" }, "the colleague's token");
          const next = await run.resume();
          assert.equal((await ensure(next.walk, resource, deps, ours)).origin, "found");
          const there = await resource.find(deps, theirs, "full");
          assert.ok(there.is === "ready");
          assert.deepEqual(differences(theirs, there.spec), []);
        }));
    });
  }),
);
