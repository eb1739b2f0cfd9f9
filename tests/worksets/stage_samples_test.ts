import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { bytesOf, manifestOf, mebibyte, stagePlace } from "./stage_place.ts";

Deno.test(
  "stage-samples",
  sharedSandbox({}, async (step) => {
    await step(
      "lanes of S3 are joined byte for byte by S3 itself, what is too small for it through the host",
      async (sandbox) => {
        await using place = await stagePlace(sandbox);
        const sizes = [6 * mebibyte + 1, 3 * mebibyte, 12 * mebibyte + 7, 0, 1];
        const lanes = sizes.map((size, index) => bytesOf(size, index + 1));
        const uris = [];
        for (const [index, lane] of lanes.entries()) uris.push(await place.put(`in/lane ${index}+ü.fastq.gz`, lane));
        const manifest = manifestOf(...uris.map((R1_FQ, index) => ({ LANE: String(index + 1), R1_FQ })));
        await place.write("stage_samples.tsv", manifest);
        sandbox.clearRequests();
        const { told, err } = await place.stage("stage_samples.tsv");
        assert.equal(told.exit_code, 0, err);
        const [file] = told.files;
        assert.match(
          file.path,
          /^\/fsx\/data\/staged_sample_data\/remote_stage_[0-9a-f]{16}\/R1_HG002-NOVASEQ-PCRfree-blood-e1_S1_0\.R1\.fastq\.gz$/,
        );
        const operations = sandbox.requests().map(({ operation }) => operation);
        assert.ok(operations.includes("UploadPartCopy"));
        assert.equal(operations.filter((each) => each === "GetObject").length, 2, "3 MiB and what they lack to a part");

        sandbox.clearRequests();
        const again = await place.stage("stage_samples.tsv");
        assert.deepEqual([again.told.stage_dir, again.told.files[0].unchanged], [told.stage_dir, true]);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);

        await place.put("in/lane 1+ü.fastq.gz", bytesOf(3 * mebibyte, 99));
        const changed = await place.stage("stage_samples.tsv");
        assert.equal(changed.told.files[0].unchanged, false, "a lane that was uploaded again is joined again");
      },
    );
  }),
);
