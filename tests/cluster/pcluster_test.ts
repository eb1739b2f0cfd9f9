import assert from "node:assert/strict";
import {
  clusterStatus,
  describeCluster,
  dryRun,
  headNodePlace,
  type PclusterDeps,
  runPcluster,
} from "../../lib/cluster/pcluster/pcluster.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { eventually } from "../support/eventually.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { callsOf, environmentOf, writeProgram } from "./run_world.ts";

const callerOfChild = { AWS_PROFILE: "p", AWS_REGION: "us-west-2", AWS_DEFAULT_REGION: "us-west-2" };

/** A `pcluster` that does as the script says. */
function withPcluster(
  script: string,
  body: (deps: PclusterDeps, folder: string) => Promise<void>,
  variables: Readonly<Record<string, string>> = {},
): () => Promise<void> {
  return () =>
    inTemporaryFolder(async (folder) => {
      const environment = environmentOf(folder, variables);
      const program = await writeProgram(folder, "pcluster", script);
      const searchPath = Deno.env.get("PATH") ?? "";
      const processes = systemProcesses(environment);
      const childVariables = () => Promise.resolve(callerOfChild);
      await body(
        { processes, environment, program, searchPath, profile: "p", region: "us-west-2", childVariables },
        folder,
      );
    });
}

const say = (answer: unknown, code = 0) => `cat <<'END'\n${JSON.stringify(answer, null, 2)}\nEND\nexit ${code}`;
const success = "Request would have succeeded, but DryRun flag is set.";
const config = { path: "/c.yaml", text: "Region: us-west-2\n" };

for (const code of [0, 1, 3]) {
  Deno.test(
    `T96, pcluster-template 12: the message alone makes a dry run good, with exit status ${code}`,
    withPcluster(
      say({ message: success, validationMessages: [{ level: "WARNING", type: "V", message: "m" }, 7] }, code),
      async (deps, folder) => {
        assert.deepEqual(await dryRun(deps, "c", config), [{ level: "WARNING", type: "V", message: "m" }]);
        assert.deepEqual(await callsOf(folder), [
          "create-cluster -n c -c /c.yaml --dryrun true --region us-west-2",
        ]);
      },
    ),
  );
}

const notGood: readonly [string, string][] = [
  ["a message that differs by one character", say({ message: success.slice(0, -1) }, 1)],
  ["a message elsewhere", say({ other: success }, 1)],
  ["the message without JSON", `echo '${success}'`],
  ["nothing at all", "exit 0"],
  ["JSON that is no object", say([success], 1)],
];
for (const [what, script] of notGood) {
  Deno.test(
    `T97, pcluster-template 13: no good dry run: ${what}`,
    withPcluster(script, async (deps) => {
      await assert.rejects(dryRun(deps, "c", config), (error: DayError) => error.code === "DAY-PC-001");
    }),
  );
}

Deno.test(
  "T97, Q69: a rejection shows what was said on both streams, every message, and the command",
  withPcluster(
    `echo 'on standard error' >&2\n${
      say({
        message: "Invalid cluster configuration.",
        configurationValidationErrors: [{ level: "ERROR", type: "InstanceTypeValidator", message: "no r7i.3xlarge" }],
      }, 1)
    }`,
    async (deps) => {
      await assert.rejects(dryRun(deps, "c", config), ({ message, fix, exitCode }: DayError) => {
        assert.equal(exitCode, 2);
        for (const part of ["Invalid cluster configuration.", "no r7i.3xlarge", "on standard error", "exit code 1"]) {
          assert.ok(message.includes(part), message);
        }
        assert.match(fix, /AWS_PROFILE=p pcluster create-cluster -n c -c \/c\.yaml --dryrun true --region us-west-2/);
        return true;
      });
    },
  ),
);

Deno.test(
  "the status is a JSON string; a failed or garbled answer is none",
  withPcluster(
    `case "$3" in
good) echo '"CREATE_COMPLETE"' ;;
failed) echo '"CREATE_COMPLETE"'; exit 1 ;;
garbled) echo 'Traceback' ;;
object) echo '{}' ;;
esac`,
    async (deps, folder) => {
      const statuses = [];
      for (const name of ["good", "failed", "garbled", "object"]) {
        const { status, finished } = await clusterStatus(deps, name);
        statuses.push([status, finished.code]);
      }
      assert.deepEqual(statuses, [["CREATE_COMPLETE", 0], [undefined, 1], [undefined, 0], [undefined, 0]]);
      assert.equal((await callsOf(folder))[0], "describe-cluster -n good --region us-west-2 --query clusterStatus");
    },
  ),
);

Deno.test(
  "a description is one only with a status",
  withPcluster(
    `case "$3" in
good) ${'echo \'{"clusterStatus": "CREATE_COMPLETE"}\''} ;;
odd) echo '{"clusterStatus": 1}' ;;
failed) echo '{"clusterStatus": "CREATE_COMPLETE"}'; exit 1 ;;
esac`,
    async (deps) => {
      assert.equal((await describeCluster(deps, "good"))?.clusterStatus, "CREATE_COMPLETE");
      assert.equal(await describeCluster(deps, "odd"), undefined);
      assert.equal(await describeCluster(deps, "failed"), undefined);
    },
  ),
);

Deno.test(
  "T115, Q81: the head node's address is the public one of the first instance, if there is one",
  withPcluster(
    `case "$3" in
good) echo '{"instances": [{"publicIpAddress": "203.0.113.7", "instanceId": "i-1"}, {"publicIpAddress": "203.0.113.8"}]}' ;;
private) echo '{"instances": [{"privateIpAddress": "10.0.0.1"}]}' ;;
none) echo '{"instances": []}' ;;
failed) exit 1 ;;
esac`,
    async (deps, folder) => {
      const places = await Promise.all(
        ["good", "private", "none", "failed"].map((name) => headNodePlace(deps, name)),
      );
      assert.deepEqual(places, [
        { address: "203.0.113.7", instance: "i-1" },
        { address: "", instance: "" },
        undefined,
        undefined,
      ]);
      assert.ok(
        (await callsOf(folder)).every((call) => /^describe-cluster-instances -n \w+ --region us-west-2/.test(call)),
      );
    },
  ),
);

const silence = "ignore:pkg_resources is deprecated as an API:UserWarning";
const warnings: readonly [string | undefined, string][] = [
  [undefined, silence],
  ["error", `error,${silence}`],
  [`${silence},x`, `${silence},x`],
];
for (const [known, expected] of warnings) {
  Deno.test(
    `1.3: account and region of a child cannot be mistaken; its Python is quiet (PYTHONWARNINGS ${known})`,
    withPcluster(
      'echo "$AWS_PROFILE $AWS_REGION $AWS_DEFAULT_REGION $PYTHONWARNINGS"',
      async (deps) => {
        const { stdout } = await runPcluster(deps, ["version"]);
        assert.equal(stdout, `p us-west-2 us-west-2 ${expected}\n`);
      },
      known === undefined ? {} : { PYTHONWARNINGS: known },
    ),
  );
}

Deno.test(
  "a program that has gone since preflight is a toolchain failure",
  withPcluster("", async (deps) => {
    const gone = { ...deps, program: "/absent/pcluster" };
    await assert.rejects(runPcluster(gone, []), ({ code, exitCode }: DayError) => {
      assert.deepEqual([code, exitCode], ["DAY-PRE-001", 4]);
      return true;
    });
  }),
);

Deno.test(
  "interrupted: a look is ended, and the reason is that of the signal",
  withPcluster("sleep 3600", async (deps, folder) => {
    const stop = new AbortController();
    const looking = clusterStatus({ ...deps, signal: stop.signal }, "c");
    await eventually("pcluster runs", async () => (await callsOf(folder)).length > 0);
    stop.abort(new Error("stopped"));
    assert.notEqual((await looking).finished.code, 0);
    await assert.rejects(clusterStatus({ ...deps, signal: stop.signal }, "c"), /stopped/);
  }),
);
