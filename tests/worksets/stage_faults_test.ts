import assert from "node:assert/strict";
import { join } from "node:path";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { bytesOf, manifestOf, mebibyte, reference, stagePlace } from "./stage_place.ts";

const keyOf = (path: string) => path.slice("/fsx/".length);

/** Uploads that were begun and not ended: they cost money and nobody sees them. */
async function unfinished(sandbox: Sandbox): Promise<number> {
  const answer = await sandbox.calls.send("s3", "GET", `/${reference}?uploads`);
  return [...(await answer.text()).matchAll(/<UploadId>/g)].length;
}

const operations = (sandbox: Sandbox) => sandbox.requests().map(({ operation }) => operation);

Deno.test(
  "stage-samples",
  sharedSandbox({}, async (step) => {
    await step(
      "a lane that changes while it is copied is noticed, and nothing is left of the half",
      async (sandbox) => {
        await using place = await stagePlace(sandbox);
        const lanes = await place.twoLanes();
        const change = async () => void await place.put("in/1.fastq.gz", bytesOf(6 * mebibyte, 3));
        sandbox.faults.add({ kind: "latency", milliseconds: 0, operation: "CreateMultipartUpload", onHit: change });
        const { told } = await place.stage("m.tsv");
        assert.equal(told.error?.code, "WS-DAT-002");
        assert.match(
          told.error?.message ?? "",
          new RegExp(`s3://${reference}/in/1.fastq.gz was changed or removed while it was copied`),
        );
        assert.equal(await unfinished(sandbox), 0);
        const again = await place.stage("m.tsv");
        assert.equal(again.told.exit_code, 0, again.err);
        const staged = await place.get(keyOf(again.told.files[0].path));
        assert.ok(Buffer.concat([lanes[0], bytesOf(6 * mebibyte, 3)]).equals(staged));
      },
    );

    await step("so is a single lane, which S3 copies in one request", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      const R1_FQ = await place.put("in/a.fastq.gz", bytesOf(6 * mebibyte, 1));
      await place.write("m.tsv", manifestOf({ R1_FQ }));
      const change = async () => void await place.put("in/a.fastq.gz", "another");
      sandbox.faults.add({ kind: "latency", milliseconds: 0, operation: "HeadObject", nth: 2, onHit: change });
      assert.equal((await place.stage("m.tsv")).told.error?.code, "WS-DAT-002");
      const again = await place.stage("m.tsv");
      assert.equal(String(await place.get(keyOf(again.told.files[0].path))), "another");
    });

    await step("a lane that is removed or changes while the host reads it is noticed as well", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      const uris = [await place.put("in/a.fastq", "one"), await place.put("in/b.fastq", "two")];
      await place.write("m.tsv", manifestOf(...uris.map((R1_FQ, index) => ({ LANE: `${index + 1}`, R1_FQ }))));
      const change = async () => void await place.put("in/b.fastq", "six");
      sandbox.faults.add({ kind: "latency", milliseconds: 0, operation: "GetObject", times: 1, onHit: change });
      assert.equal((await place.stage("m.tsv")).told.error?.code, "WS-DAT-002");
      assert.equal(await unfinished(sandbox), 0);
    });

    await step("a file of this host that grows while it is read is noticed", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      await place.write("a.fastq", "one");
      await place.write("m.tsv", manifestOf({ R1_FQ: "a.fastq", R2_FQ: join(place.folder, "a.fastq") }));
      const grow = async () => await Deno.writeTextFile(join(place.folder, "a.fastq"), "one and more");
      sandbox.faults.add({ kind: "latency", milliseconds: 0, operation: "HeadObject", onHit: grow });
      const { told } = await place.stage("m.tsv");
      assert.match(told.error?.message ?? "", /a\.fastq was changed or removed while it was copied/);
      const again = await place.stage("m.tsv");
      assert.equal(again.told.exit_code, 0, again.err);
      assert.equal(String(await place.get(keyOf(again.told.files[1].path))), "one and more");
    });

    await step("MW28: throttling and failures of the service are waited for", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      await place.twoLanes();
      for (
        const operation of [
          "HeadObject",
          "PutObject",
          "CreateMultipartUpload",
          "UploadPartCopy",
          "CompleteMultipartUpload",
        ]
      ) {
        sandbox.faults.add({ kind: "throttle", operation, times: 2 });
      }
      const { told, err } = await place.stage("m.tsv");
      assert.equal(told.exit_code, 0, err);
      assert.equal(await unfinished(sandbox), 0);
    });

    await step("an answer that is lost after the last request has worked is no failure", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      await place.twoLanes();
      sandbox.faults.add({ kind: "lost", operation: "CompleteMultipartUpload", times: 3 });
      const { told, err } = await place.stage("m.tsv");
      assert.equal(told.exit_code, 0, err);
      assert.equal((await place.get(keyOf(told.files[0].path))).length, 12 * mebibyte);
    });

    await step("what an earlier attempt has left unfinished is removed", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      await place.twoLanes();
      sandbox.faults.add({ kind: "deny", operation: "UploadPartCopy" });
      sandbox.faults.add({ kind: "deny", operation: "AbortMultipartUpload" });
      const { told } = await place.stage("m.tsv");
      assert.equal(told.error?.code, "DAY-AWS-002", JSON.stringify(told.error));
      assert.equal(await unfinished(sandbox), 1);
      assert.equal((await place.stage("m.tsv")).told.exit_code, 0);
      assert.equal(await unfinished(sandbox), 0);
    });

    await step("a source in another region's bucket", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      const body =
        "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
      await sandbox.calls.send("s3", "PUT", "/far-away", { body, region: "eu-central-1" });
      await sandbox.calls.send("s3", "PUT", "/far-away/a.fastq", { body: "far", region: "eu-central-1" });
      await place.write("m.tsv", manifestOf({ R1_FQ: "s3://far-away/a.fastq" }));
      const { told, err } = await place.stage("m.tsv");
      assert.equal(told.exit_code, 0, err);
      assert.equal(String(await place.get(keyOf(told.files[0].path))), "far");
    });

    await step(
      "which bucket: the named one, the cluster's, the region's only one, else the choices",
      async (sandbox) => {
        await using place = await stagePlace(sandbox);
        await place.write("m.tsv", manifestOf({}));
        const folders = async (...argv: readonly string[]) =>
          (await place.stage("--no-download", ...argv, "m.tsv")).told;
        assert.equal((await folders()).exit_code, 0);
        await place.put("x", "x", "second-omics-analysis-us-west-2");
        const refused = await folders();
        assert.equal(refused.error?.code, "DAY-USE-001");
        assert.match(
          refused.error?.message ?? "",
          /sandbox-omics-analysis-us-west-2, second-omics|second-omics.*, sandbox-omics/,
        );
        await sandbox.calls.json("fsx", "AWSSimbaAPIService_v20180301.CreateFileSystem", {
          FileSystemType: "LUSTRE",
          StorageCapacity: 1200,
          SubnetIds: ["subnet-1"],
          LustreConfiguration: {
            DeploymentType: "SCRATCH_2",
            ImportPath: "s3://second-omics-analysis-us-west-2/data/",
          },
          Tags: [{ Key: "parallelcluster:cluster-name", Value: "demo" }],
        });
        const own = await folders("--cluster", "demo");
        assert.equal(own.exit_code, 0);
        assert.match(String(await place.get(keyOf(own.samples), "second-omics-analysis-us-west-2")), /^SAMPLEID\t/);
        const named = await folders("--cluster", "demo", "--reference-bucket", `s3://${reference}/`);
        assert.match(String(await place.get(keyOf(named.samples))), /^SAMPLEID\t/);
        const target = await folders("--reference-bucket", reference, "--stage-target", "/fsx/other/place/");
        assert.match(target.stage_dir, /^\/fsx\/other\/place\/remote_stage_[0-9a-f]{16}$/);
      },
    );

    await step("what cannot be meant is refused before anything is asked of AWS", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      await place.write("samples.tsv", manifestOf({}));
      await place.write("bad.tsv", "RUN_ID\tRUN_ID\n");
      const refused: readonly (readonly [code: string, ...argv: string[]])[] = [
        ["DAY-USE-001", "samples.tsv"],
        ["DAY-USE-001", "--no-download", "--stage-target", "/data/../x", "samples.tsv"],
        ["DAY-USE-001", "--no-download", "--stage-target", "/data/$(x)", "samples.tsv"],
        ["DAY-USE-001", "--no-download", "--data-uri", "https://x/y", "samples.tsv"],
        ["DAY-USE-001", "--no-download", "--reference-bucket", "s3://a/b", "samples.tsv"],
        ["DAY-USE-001", "s3://bucket"],
        ["DAY-USE-001", "--cluster", "a b", "samples.tsv"],
        ["WS-DAT-002", "none.tsv"],
        ["WS-CFG-001", "bad.tsv"],
      ];
      sandbox.clearRequests();
      for (const [code, ...argv] of refused) {
        const { told } = await place.stage(...argv);
        assert.deepEqual([told.error?.code, told.exit_code], [code, 1], argv.join(" "));
        assert.ok((told.error?.fix ?? "") !== "", argv.join(" "));
      }
      assert.deepEqual(operations(sandbox).filter((each) => each !== "GetCallerIdentity"), []);
      const missing = await place.stage(`s3://${reference}/none.tsv`);
      assert.equal(missing.told.error?.code, "WS-DAT-002");
    });
  }),
);
