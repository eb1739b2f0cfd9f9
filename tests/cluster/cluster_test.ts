import assert from "node:assert/strict";
import { join } from "node:path";
import { adviceOf } from "../../lib/host/errors/advice.ts";
import { cluster, type ClusterDeps, type ClusterSpec } from "../../lib/cluster/pcluster/cluster.ts";
import { makeCluster } from "../../lib/cluster/create/make_cluster.ts";
import { readTags } from "../../lib/cluster_file/read_tags.ts";
import { clusterDeps } from "../../lib/cluster/create/cluster_deps.ts";
import { beginCreation } from "../../lib/cluster/create/begin_creation.ts";
import type { Creation } from "../../lib/cluster/create_deps.ts";
import type { Findings } from "../../lib/preflight/preflight.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { sha256 } from "../../lib/host/sha256.ts";
import { type Answer, onServer } from "../aws/on_server.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { callsOf, request, runWorld, writeProgram } from "./run_world.ts";

const configuration = "Region: us-west-2\n";
const named = { account: "123456789012", region: "us-west-2", name: "c" };

type World = {
  readonly run: Creation;
  readonly deps: ClusterDeps;
  readonly spec: ClusterSpec;
  /** Statuses of the cluster's stack, one for each look, the last one for ever; "" for no stack. */
  readonly stack: string[];
  /** What the configuration's address answers: a text, a status, or nothing. */
  configuration: string | number | undefined;
  calls(): Promise<readonly string[]>;
};

/**
 * A stack that answers as told, and a real `pcluster` program: `create-cluster` ends with the statuses in turn, `describe-cluster`
 * tells an address, deleting works.
 */
function world(creations: readonly number[], body: (world: World) => Promise<void>): () => Promise<void> {
  return () =>
    inTemporaryFolder(async (folder) => {
      const stack = [""];
      const react = (operation: string): Answer => {
        assert.ok(["DescribeStacks", "DescribeStackEvents"].includes(operation), operation);
        const status = stack.length > 1 ? stack.shift() : stack[0];
        return status === "" ? absent : stacks(status ?? "");
      };
      await onServer(react, async ({ aws }) => {
        await Deno.writeTextFile(join(folder, "creations"), creations.join("\n") + "\n");
        const program = await writeProgram(
          folder,
          "pcluster",
          `case "$*" in
create-cluster*) n=$(grep -c ^create-cluster '${folder}/calls'); exit "$(sed -n "\${n}p" '${folder}/creations')" ;;
describe-cluster*) echo '{"clusterStatus": "X", "clusterConfiguration": {"url": "https://configuration"}}' ;;
delete-cluster*) exit 1 ;;
esac`,
        );
        const { deps } = runWorld(folder, aws);
        const run = await beginCreation(deps, request, "c");
        const toolchain = { pcluster: program, references: "", searchPath: Deno.env.get("PATH") ?? "" };
        const it: World = {
          run,
          deps: {
            ...clusterDeps(run, { toolchain } as Findings),
            file: { path: "/c.yaml", tags: new Map() },
            web: {
              get(url) {
                assert.equal(url, "https://configuration");
                const answer = it.configuration;
                if (answer === undefined) return Promise.reject(new Error("no answer"));
                const status = typeof answer === "number" ? answer : 200;
                return Promise.resolve({ status, body: new TextEncoder().encode(String(answer)) });
              },
            },
          },
          spec: { ...named, config_sha256: await sha256(configuration) },
          stack,
          configuration,
          calls: () => callsOf(folder),
        };
        try {
          await body(it);
        } finally {
          run.close();
        }
      });
    });
}

const xml = (inner: string) =>
  `<Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${inner}</Response>`;
const absent: Answer = {
  status: 400,
  body: xml("<Error><Code>ValidationError</Code><Message>Stack with id c does not exist</Message></Error>"),
};
/** A status, and behind it a tag. */
const stacks = (text: string): Answer => {
  const [status, key, value] = text.split(/[ =]/);
  const tags = key === undefined ? "" : `<Tags><member><Key>${key}</Key><Value>${value}</Value></member></Tags>`;
  return { body: described(status, tags) };
};
const described = (status: string, tags: string) =>
  xml(
    `<DescribeStacksResult><Stacks><member><StackName>c</StackName><CreationTime>2026-01-02T03:04:05Z</CreationTime>` +
      `<StackStatus>${status}</StackStatus>${tags}</member></Stacks></DescribeStacksResult>`,
  );

Deno.test(
  "what the stack's status means, without a look at the configuration",
  world([], async ({ deps, spec, stack, calls }) => {
    const meanings: Readonly<Record<string, string>> = {
      "": "absent",
      DELETE_COMPLETE: "absent",
      DELETE_IN_PROGRESS: "moving",
      CREATE_IN_PROGRESS: "moving",
      UPDATE_IN_PROGRESS: "moving",
      CREATE_FAILED: "stuck",
      DELETE_FAILED: "stuck",
      ROLLBACK_IN_PROGRESS: "stuck",
      ROLLBACK_COMPLETE: "stuck",
      ROLLBACK_FAILED: "stuck",
      CREATE_COMPLETE: "ready",
      UPDATE_COMPLETE: "ready",
      UPDATE_ROLLBACK_COMPLETE: "ready",
    };
    for (const [status, meaning] of Object.entries(meanings)) {
      stack[0] = status;
      const found = await cluster.find(deps, spec, "exists");
      assert.equal(found.is, meaning, status);
      if (found.is === "ready") assert.deepEqual([found.spec, found.out], [spec, { status }]);
      if (found.is === "stuck") {
        assert.match(adviceOf(found.fix).text, /pcluster delete-cluster -n c --region us-west-2/);
      }
    }
    assert.deepEqual(await calls(), []);
  }),
);

Deno.test(
  "design 5.2: a definite 404 of the configuration is stuck, no answer is not; another configuration is somebody else's",
  world([], async (world) => {
    const { deps, spec, stack } = world;
    const other = "Region: elsewhere\n";
    const table: [status: string, configuration: World["configuration"], is: string][] = [
      ["CREATE_COMPLETE", configuration, "ready"],
      ["CREATE_COMPLETE", 404, "stuck"],
      ["CREATE_COMPLETE", 403, "ready"],
      ["CREATE_COMPLETE", undefined, "ready"],
      ["CREATE_IN_PROGRESS", configuration, "moving"],
      ["CREATE_IN_PROGRESS", 404, "stuck"],
      ["CREATE_IN_PROGRESS", other, "foreign"],
      ["ROLLBACK_COMPLETE", other, "foreign"],
      ["ROLLBACK_COMPLETE", configuration, "stuck"],
      ["DELETE_IN_PROGRESS", 404, "moving"],
    ];
    for (const [status, text, is] of table) {
      stack[0] = status;
      world.configuration = text;
      const found = await cluster.find(deps, spec, "full");
      assert.equal(found.is, is, `${status} ${text}`);
      if (found.is === "foreign") {
        assert.match(adviceOf(found.fix).text, /pcluster describe-cluster -n c[\s\S]*cluster_name=NAME/);
      }
      const isOurs = await cluster.wrote?.(deps, spec, found, "token");
      assert.equal(isOurs, is !== "foreign", "whose a cluster is does not depend on how far it is");
    }
  }),
);

Deno.test(
  "decision 3.30: where the configuration cannot be read, or is gone, the tags of the stack tell whose cluster it is",
  world([1], async (world) => {
    const deps = { ...world.deps, file: { path: "/c.yaml", tags: new Map([["owner", "us"]]) } };
    for (const configuration of [404, 403, undefined]) {
      world.configuration = configuration;
      for (const status of ["CREATE_COMPLETE", "CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE"]) {
        world.stack[0] = status;
        const found = await cluster.find(deps, world.spec, "full");
        assert.equal(found.is, "foreign", status);
      }
    }
    world.stack[0] = "CREATE_COMPLETE owner=us";
    assert.equal((await cluster.find(deps, world.spec, "full")).is, "ready");
    world.configuration = 404;
    assert.equal((await cluster.find(deps, world.spec, "full")).is, "stuck");
    world.stack[0] = "CREATE_IN_PROGRESS owner=somebody-else";
    const lost = ({ code }: DayError) => code === "DAY-RUN-006";
    await assert.rejects(cluster.write(deps, world.spec, { is: "absent" }, "token"), lost);
    assert.ok((await world.calls()).every((call) => !call.startsWith("delete-cluster")));
  }),
);

Deno.test("the tags of a cluster file, in any spelling of a value", () => {
  assert.deepEqual([...readTags("Tags:\n  - Key: a\n    Value: 1e3\n  - {Key: b, Value: 'x y'}\n")], [
    ["a", "1e3"],
    ["b", "x y"],
  ]);
  assert.deepEqual([...readTags("Region: us-west-2\n")], []);
});

Deno.test(
  "a look that fails is an error, not an absent cluster",
  () =>
    inTemporaryFolder(async (folder) => {
      const denied = xml("<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
      await onServer(() => ({ status: 403, body: denied }), async ({ aws }) => {
        const { deps } = runWorld(folder, aws);
        const spec = { ...named, config_sha256: "" };
        await assert.rejects(cluster.find({ ...deps, aws } as unknown as ClusterDeps, spec, "exists"), /no/);
      });
    }),
);

const facts = ({ run }: World) => run.journal.facts.map(({ fact }) => fact).filter((fact) => fact.startsWith("child_"));

Deno.test(
  "T100: accepted is written; command line and number of the child stand in the journal",
  world([0], async (world) => {
    await cluster.write(world.deps, world.spec, { is: "absent" }, "token");
    assert.deepEqual(await world.calls(), ["create-cluster -n c -c /c.yaml --region us-west-2"]);
    assert.deepEqual(facts(world), ["child_intent", "child_started", "child_ended"]);
    const intent = world.run.journal.facts.find((fact) => fact.fact === "child_intent");
    assert.ok(intent?.fact === "child_intent" && intent.argv.slice(1).join(" ") === (await world.calls())[0]);
  }),
);

Deno.test(
  "T100: refused without a stack is exit 2 with the command",
  world([1], async ({ deps, spec }) => {
    await assert.rejects(cluster.write(deps, spec, { is: "absent" }, "token"), ({ code, exitCode, fix }: DayError) => {
      assert.deepEqual([code, exitCode], ["DAY-PC-002", 2]);
      assert.match(fix, /pcluster create-cluster -n c -c \/c\.yaml/);
      return true;
    });
  }),
);

Deno.test(
  "design 5.2: its exit status does not count: a stack with our configuration is ours, coming up or up",
  world([1, 1], async ({ deps, spec, stack, calls }) => {
    for (const status of ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]) {
      stack[0] = status;
      await cluster.write(deps, spec, { is: "absent" }, "token");
    }
    assert.equal((await calls()).filter((call) => call.startsWith("create-cluster")).length, 2);
  }),
);

Deno.test(
  "design 5.2: a stack whose configuration is gone is deleted and made once more",
  world([1, 0], async (world) => {
    world.stack.splice(0, 1, "CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "");
    world.configuration = 404;
    await cluster.write(world.deps, world.spec, { is: "absent" }, "token");
    const verbs = (await world.calls()).map((call) => call.split(" ")[0]);
    assert.deepEqual(verbs, ["create-cluster", "describe-cluster", "delete-cluster", "create-cluster"]);
  }),
);

Deno.test(
  "decision 3.30: a lost race is exit 6, whether the other cluster is up or coming up",
  world([1, 1], async (world) => {
    world.configuration = "Region: elsewhere\n";
    for (const status of ["CREATE_COMPLETE", "CREATE_IN_PROGRESS"]) {
      world.stack[0] = status;
      const lost = ({ code, exitCode }: DayError) => code === "DAY-RUN-006" && exitCode === 6;
      await assert.rejects(cluster.write(world.deps, world.spec, { is: "absent" }, "token"), lost, status);
    }
    assert.ok((await world.calls()).every((call) => !call.startsWith("delete-cluster")));
  }),
);

Deno.test(
  "decision 3.30: a cluster that came up since the plan is never taken for ours, and nothing is made",
  world([0], async ({ run, deps, stack, calls }) => {
    const rendered = { path: "/c.yaml", text: configuration };
    for (const status of ["CREATE_IN_PROGRESS", "CREATE_COMPLETE", "ROLLBACK_COMPLETE"]) {
      stack[0] = status;
      const creating = makeCluster(run, deps, rendered, () => assert.fail("nothing is awaited"));
      await assert.rejects(creating, ({ code }: DayError) => code === "DAY-RUN-006", status);
    }
    assert.deepEqual(await calls(), []);
    assert.ok(run.journal.facts.every(({ fact }) => fact !== "intent" && fact !== "remembered"));
  }),
);

Deno.test(
  "removal: absent is fine; else it is asked for, whatever is said, and ends when the stack goes",
  world([], async ({ run, deps, spec, stack, calls }) => {
    await cluster.remove(deps, spec);
    assert.deepEqual(await calls(), []);
    stack.splice(0, 1, "CREATE_COMPLETE", "CREATE_COMPLETE", "DELETE_IN_PROGRESS", "");
    await cluster.remove(deps, spec);
    assert.deepEqual(await calls(), ["delete-cluster -n c --region us-west-2"]);
    assert.equal(run.deps.clock.now().toISOString(), "2026-01-02T03:04:06.000Z");
  }),
);

Deno.test(
  "removal: a stack that does not go is an error with what ParallelCluster said",
  world([], async ({ deps, spec, stack }) => {
    stack[0] = "CREATE_COMPLETE";
    await assert.rejects(cluster.remove(deps, spec), ({ code, exitCode, message }: DayError) => {
      assert.deepEqual([code, exitCode], ["DAY-PC-005", 2]);
      assert.match(message, /delete-cluster ended with exit code 1/);
      return true;
    });
  }),
);

Deno.test(
  "the wait for one that goes away looks at the stack alone, that for one that comes up watches it",
  world([], async ({ deps, spec, stack, calls }) => {
    stack.splice(0, 1, "DELETE_IN_PROGRESS", "");
    assert.deepEqual(await cluster.wait?.(deps, spec, { is: "moving", why: "being deleted" }), { is: "absent" });
    assert.deepEqual(await calls(), []);
    let waiting = 0;
    const limited = { ...deps, limit: 0, onWait: () => void waiting++ };
    const late = ({ code }: DayError) => code === "DAY-PC-004";
    await assert.rejects(cluster.wait?.(limited, spec, { is: "moving", why: "accepted" }) ?? assert.fail(), late);
    assert.equal(waiting, 1);
    assert.match((await calls())[0], /^describe-cluster -n c/);
  }),
);
