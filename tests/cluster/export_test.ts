import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import type { Json } from "../../lib/host/json.ts";
import { exportPath, exportPlace } from "../../lib/cluster/export/export_place.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere, startHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";

const fsx = (sandbox: Sandbox, operation: string, body: Json) =>
  sandbox.calls.json("fsx", `AWSSimbaAPIService_v20180301.${operation}`, body);

/** A file system of a cluster as ParallelCluster makes it, linked to a bucket unless there is no import path. */
async function placeFileSystem(sandbox: Sandbox, cluster: string | undefined, ImportPath?: string): Promise<string> {
  const made = await fsx(sandbox, "CreateFileSystem", {
    FileSystemType: "LUSTRE",
    StorageCapacity: 1200,
    SubnetIds: ["subnet-1"],
    LustreConfiguration: { DeploymentType: "SCRATCH_2", ...(ImportPath === undefined ? {} : { ImportPath }) },
    Tags: cluster === undefined ? [] : [{ Key: "parallelcluster:cluster-name", Value: cluster }],
  });
  return (made as { readonly FileSystem: { readonly FileSystemId: string } }).FileSystem.FileSystemId;
}

const reference = "s3://sandbox-omics-analysis-us-west-2/data/";
const place = ["--cluster", "demo", "--region", "us-west-2", "--output", "json"];

type Told = {
  readonly status: string;
  readonly task_id: string;
  readonly s3_uri: string;
  readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
};

/** Runs the export in a folder of its own; `file` is what stands in `fsx_export.yaml` afterwards. */
async function exported(sandbox: Sandbox, ...argv: readonly string[]) {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder });
  const all = ["export", ...place, "--output-dir", join(folder, "out"), ...argv];
  const ended = await programHere(all, { env: sandbox.environment, clock: hurriedClock() });
  const file = await Deno.readTextFile(join(folder, "out", "fsx_export.yaml")).then(parse, () => undefined);
  return { code: ended.code, err: ended.err, told: JSON.parse(ended.out) as Told, file: file?.fsx_export };
}

const creations = (sandbox: Sandbox) =>
  sandbox.requests().filter(({ operation }) => operation === "CreateDataRepositoryTask");

Deno.test("headnode case 19: a path goes without slashes at its ends; the root and paths that leave it are refused", () => {
  assert.equal(exportPath("/analysis_results/x/"), "analysis_results/x");
  assert.equal(exportPath("/fsx/analysis_results"), "analysis_results");
  for (const bad of ["/", "", "//", "/fsx/", "a/../b", "a//b", "."]) {
    assert.throws(() => exportPath(bad), { code: "DAY-USE-001" }, bad);
  }
});

Deno.test("an address or a folder leads to the deepest link that holds it", () => {
  const links = [{ folder: "ns", address: "s3://b/one" }, { folder: "ns/deep", address: "s3://b/two" }];
  assert.deepEqual(exportPlace("fs-1", links, "ns/deep/x"), {
    path: "ns/deep/x",
    address: "s3://b/two",
    uri: "s3://b/two/x",
  });
  assert.deepEqual(exportPlace("fs-1", links, "s3://b/one/y/"), {
    path: "ns/y",
    address: "s3://b/one",
    uri: "s3://b/one/y",
  });
  for (const bad of ["other", "nsx", "s3://b/onex", "s3://c/one"]) {
    assert.throws(() => exportPlace("fs-1", links, bad), { code: "DAY-EXP-001" }, bad);
  }
});

Deno.test(
  "export",
  sharedSandbox({}, async (step) => {
    await step(
      "headnode case 20: the request as specified; the file system is known by its exact tag",
      async (sandbox) => {
        await placeFileSystem(sandbox, undefined, reference);
        await placeFileSystem(sandbox, "demo-2", reference);
        const ours = await placeFileSystem(sandbox, "demo", reference);
        const { code, told, file, err } = await exported(sandbox, "/analysis_results/x/");
        assert.equal(code, 0, err);
        assert.equal(told.status, "SUCCEEDED");
        const [{ parameters }] = creations(sandbox);
        const { ClientRequestToken: _, Report, ...asked } = parameters as Record<string, Json>;
        assert.deepEqual(asked, { Type: "EXPORT_TO_REPOSITORY", FileSystemId: ours, Paths: ["analysis_results/x"] });
        const { Path, ...report } = Report as Record<string, string>;
        assert.deepEqual(report, { Enabled: true, Format: "REPORT_CSV_20191124", Scope: "FAILED_FILES_ONLY" } as Json);
        const root = told.s3_uri.replace(/\/analysis_results\/x$/, "");
        assert.match(root, /^s3:\/\/sandbox-omics-analysis-us-west-2\/FSxLustre\d{8}T\d{6}Z$/);
        assert.match(Path.slice(root.length), /^\/daylily-monitor\/\d+\/export-report$/);
        assert.deepEqual(file, { status: "success", s3_uri: told.s3_uri });
      },
    );

    await step(
      "headnode case 20: FAILED and CANCELED are exit 2 with the reason, and the file says so",
      async (sandbox) => {
        await placeFileSystem(sandbox, "demo", reference);
        sandbox.settings.failExport = { reason: "the bucket is gone" };
        const failed = await exported(sandbox);
        assert.deepEqual([failed.code, failed.told.status, failed.told.error?.code], [2, "FAILED", "DAY-EXP-002"]);
        assert.match(failed.told.error?.message ?? "", /the bucket is gone/);
        assert.deepEqual(failed.file, {
          status: "error",
          s3_uri: failed.told.s3_uri,
          message: "the bucket is gone",
        });

        sandbox.settings.failExport = null;
        sandbox.holdTime();
        const env = sandbox.environment;
        const started = startHere(["export", ...place, "--output-dir", sandbox.folder], { env, clock: hurriedClock() });
        await started.saying(/export task-\w+: PENDING/);
        const [TaskId] = /task-\w+/.exec(JSON.stringify(
          await fsx(sandbox, "DescribeDataRepositoryTasks", {
            Filters: [{ Name: "task-lifecycle", Values: ["PENDING"] }],
          }),
        )) ?? [];
        await fsx(sandbox, "CancelDataRepositoryTask", { TaskId: TaskId ?? "" });
        const { code, out } = await started.ended;
        assert.deepEqual([code, JSON.parse(out).status], [2, "CANCELED"]);
      },
    );

    await step(
      "broken off, the same command watches the same export; a finished one is followed by a new one",
      async (sandbox) => {
        await placeFileSystem(sandbox, "demo", reference);
        sandbox.holdTime();
        const env = sandbox.environment;
        const argv = ["export", ...place, "--output-dir", sandbox.folder];
        const started = startHere(argv, { env, clock: hurriedClock() });
        await started.saying(/export task-\w+: PENDING/);
        started.signal("SIGINT");
        assert.equal((await started.ended).code, 130);
        assert.equal(creations(sandbox).length, 1);
        sandbox.releaseTime();
        sandbox.passTime(60);
        const again = await exported(sandbox);
        assert.deepEqual([again.code, again.told.status, creations(sandbox).length], [0, "SUCCEEDED", 1]);
        assert.equal((await exported(sandbox)).code, 0);
        assert.equal(creations(sandbox).length, 2);
      },
    );

    await step("broken off a day ago: another one, for nobody knows what was written since", async (sandbox) => {
      await placeFileSystem(sandbox, "demo", reference);
      sandbox.holdTime();
      const env = sandbox.environment;
      const argv = ["export", ...place, "--output-dir", sandbox.folder];
      const started = startHere(argv, { env, clock: hurriedClock() });
      await started.saying(/export task-\w+: PENDING/);
      started.signal("SIGINT");
      assert.equal((await started.ended).code, 130);
      sandbox.releaseTime();
      sandbox.passTime(60);
      const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString();
      const again = await programHere(argv, { env, clock: hurriedClock(tomorrow) });
      assert.deepEqual([again.code, creations(sandbox).length], [0, 2], again.err);
    });

    await step("the file of an earlier export does not speak for one that could not even begin", async (sandbox) => {
      await placeFileSystem(sandbox, "demo", reference);
      const argv = ["export", ...place, "--output-dir", sandbox.folder];
      const env = sandbox.environment;
      const status = async () =>
        parse(await Deno.readTextFile(join(sandbox.folder, "fsx_export.yaml"))).fsx_export.status;
      assert.equal((await programHere(argv, { env, clock: hurriedClock() })).code, 0);
      assert.equal(await status(), "success");
      sandbox.settings.denied = ["sts:GetCallerIdentity"];
      assert.equal((await programHere(argv, { env, clock: hurriedClock() })).code, 2);
      assert.equal(await status(), "error");
    });

    await step(
      "an export of the same folder that somebody else began is watched; of another folder it is not",
      async (sandbox) => {
        const FileSystemId = await placeFileSystem(sandbox, "demo", reference);
        sandbox.settings.exportSeconds = 3600;
        for (const path of ["analysis_results", "other"]) {
          await fsx(sandbox, "CreateDataRepositoryTask", { FileSystemId, Type: "EXPORT_TO_REPOSITORY", Paths: [path] });
        }
        const before = creations(sandbox).length;
        const env = sandbox.environment;
        const argv = ["export", ...place, "--output-dir", sandbox.folder];
        const started = startHere(argv, { env, clock: hurriedClock() });
        await started.saying(/already running; following it: task-/);
        sandbox.passTime(3600);
        assert.equal((await started.ended).code, 0);
        assert.equal(creations(sandbox).length, before);
      },
    );

    await step("a file system with associations exports what they link, and nothing else", async (sandbox) => {
      const FileSystemId = await placeFileSystem(sandbox, "demo");
      const unlinked = await exported(sandbox);
      assert.deepEqual([unlinked.code, unlinked.told.error?.code], [1, "DAY-EXP-001"]);
      await fsx(sandbox, "CreateDataRepositoryAssociation", {
        FileSystemId,
        FileSystemPath: "/analysis_results",
        DataRepositoryPath: "s3://results/of/demo/",
      });
      const { code, told } = await exported(sandbox, "--target-uri", "s3://results/of/demo/mine");
      assert.deepEqual([code, told.s3_uri], [0, "s3://results/of/demo/mine"]);
      assert.deepEqual(creations(sandbox)[0].parameters.Paths, ["analysis_results/mine"]);
      const elsewhere = await exported(sandbox, "--target-uri", "s3://results/of/demo-2/mine");
      assert.deepEqual([elsewhere.code, elsewhere.told.error?.code], [1, "DAY-EXP-001"]);
      assert.match(elsewhere.told.error?.fix ?? "", /\/fsx\/analysis_results goes to s3:\/\/results\/of\/demo\//);
    });

    await step("what is wrong from the start asks for nothing to be exported", async (sandbox) => {
      const none = await exported(sandbox);
      assert.deepEqual([none.code, none.told.error?.code, none.file?.status], [1, "DAY-EXP-001", "error"]);
      await placeFileSystem(sandbox, "demo", reference);
      await placeFileSystem(sandbox, "demo", reference);
      const two = await exported(sandbox);
      assert.deepEqual([two.code, two.told.error?.code], [1, "DAY-EXP-001"]);
      for (const argv of [["/"], ["a/../b"], ["--target-uri", "s3://x/y", "z"]]) {
        const { code, told } = await exported(sandbox, ...argv);
        assert.deepEqual([code, told.error?.code], [1, "DAY-USE-001"], argv.join(" "));
      }
      sandbox.settings.denied = ["fsx:DescribeFileSystems"];
      const denied = await exported(sandbox);
      assert.deepEqual([denied.code, denied.told.error?.code], [2, "DAY-AWS-002"]);
      assert.equal(creations(sandbox).length, 0);
    });

    await step(
      "looks that fail now and then are borne, five in a row are not; the export can be watched again",
      async (sandbox) => {
        await placeFileSystem(sandbox, "demo", reference);
        sandbox.settings.exportSeconds = 3600;
        sandbox.settings.denied = ["fsx:DescribeDataRepositoryTasks"];
        // The look for running exports is the first that is refused.
        assert.equal((await exported(sandbox)).code, 2);
        sandbox.settings.denied = [];
        const env = sandbox.environment;
        const argv = ["export", ...place, "--output-dir", sandbox.folder];
        const started = startHere(argv, { env, clock: hurriedClock() });
        await started.saying(/export task-\w+: PENDING/);
        sandbox.settings.denied = ["fsx:DescribeDataRepositoryTasks"];
        assert.equal((await started.ended).code, 2);
        sandbox.settings.denied = [];
        sandbox.passTime(3600);
        assert.equal((await exported(sandbox)).code, 0);
        assert.equal(creations(sandbox).length, 1);
      },
    );
  }),
);
