import assert from "node:assert/strict";
import { join } from "node:path";
import { sharedSandbox } from "../support/sandbox.ts";
import { bytesOf, manifestOf, mebibyte, reference, stagePlace } from "./stage_place.ts";

const rowsOf = (text: string) => {
  const [head, ...lines] = text.trimEnd().split("\n").map((line) => line.split("\t"));
  return lines.map((cells) => Object.fromEntries(head.map((column, index) => [column, cells[index]])));
};

const keyOf = (path: string) => path.slice("/fsx/".length);

Deno.test(
  "stage-samples",
  sharedSandbox({}, async (step) => {
    await step("the tables that pipelines read, for samples of several vendors and lanes", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      const lane = await place.put("in/a.fq.gz", "reads a");
      const other = await place.put("in/b.fastq.gz", "reads b");
      await place.put("truth/x/calls.vcf", "calls", "truth-elsewhere");
      await place.write("sample_data/u.cram", "cram");
      const common = {
        ...{ EXTERNAL_SAMPLE_ID: "ext1", N_X: "1", N_Y: "1", IS_POS_CTRL: "true" },
        PATH_TO_CONCORDANCE_DATA_DIR: "s3://truth-elsewhere/truth/",
      };
      await place.write(
        "m.tsv",
        manifestOf(
          { LANE: "1", R1_FQ: lane, R2_FQ: other, ...common },
          { LANE: "2", R1_FQ: other, R2_FQ: lane, ...common },
          {
            ...{ SAMPLE_ID: "HG_003", SEQ_VENDOR: "UG", R1_FQ: "/fsx/data/x/u.fastq.gz", ULTIMA_CRAM: "u.cram" },
            ...{ DEEP_MODEL: "WGS", SUBSAMPLE_PCT: "0.5", N_X: "2", N_Y: "0" },
            PATH_TO_CONCORDANCE_DATA_DIR: "/fsx/data/controls/",
          },
          { SAMPLE_ID: "HG004", SEQ_VENDOR: "MGI", R1_FQ: lane, SUBSAMPLE_PCT: "50", BWA_KMER: "21" },
        ),
      );
      const { told, err } = await place.stage("--config-dir", "config", "m.tsv");
      assert.equal(told.exit_code, 0, err);
      const samples = rowsOf(await Deno.readTextFile(join(place.folder, "config/samples.tsv")));
      const units = rowsOf(await Deno.readTextFile(join(place.folder, "config/units.tsv")));
      const controls = `${told.stage_dir}/concordance/HG002-NOVASEQ-PCRfree-blood-e1`;
      assert.deepEqual(samples[0], {
        SAMPLEID: "HG002-NOVASEQ-PCRfree-blood-e1",
        SAMPLESOURCE: "blood",
        SAMPLECLASS: "research",
        BIOLOGICAL_SEX: "male",
        CONCORDANCE_CONTROL_PATH: controls,
        IS_POSITIVE_CONTROL: "true",
        IS_NEGATIVE_CONTROL: "false",
        SAMPLE_TYPE: "blood",
        TUM_NRM_SAMPLEID_MATCH: "na",
        EXTERNAL_SAMPLE_ID: "ext1",
        N_X: "1",
        N_Y: "1",
        TRUTH_DATA_DIR: controls,
      });
      assert.deepEqual(
        samples.slice(1).map((row) => [row.SAMPLEID, row.BIOLOGICAL_SEX, row.CONCORDANCE_CONTROL_PATH]),
        [
          ["HG-003-NOVASEQ-PCRfree-blood-e1", "female", "/fsx/data/controls"],
          ["HG004-NOVASEQ-PCRfree-blood-e1", "na", "na"],
        ],
      );
      assert.equal(Object.keys(units[0]).length, 29);
      const name = `${told.stage_dir}/R1_HG002-NOVASEQ-PCRfree-blood-e1_S1_0`;
      assert.deepEqual(
        [units[0].LANEID, units[0].ILMN_R1_PATH, units[0].ILMN_R2_PATH, units[0].UG_R1_PATH, units[0].SAMPLEUSE],
        ["0", `${name}.R1.fastq.gz`, `${name}.R2.fastq.gz`, "", "posControl"],
      );
      const cram = `${told.stage_dir}/R1_HG-003-NOVASEQ-PCRfree-blood-e1_S1_0.ultima_cram.cram`;
      assert.deepEqual(
        [units[1].UG_R1_PATH, units[1].ULTIMA_CRAM, units[1].DEEP_MODEL, units[1].SUBSAMPLE_PCT, units[1].BWA_KMER],
        ["/fsx/data/x/u.fastq.gz", cram, "WGS", "0.5", "19"],
      );
      assert.deepEqual([units[2].ILMN_R1_PATH, units[2].SUBSAMPLE_PCT, units[2].BWA_KMER], ["", "na", "21"]);
      assert.match(told.warnings.join("\n"), /HG_003 is used as HG-003/);
      assert.match(told.warnings.join("\n"), /vendor MGI/);
      assert.equal(String(await place.get(keyOf(`${name}.R2.fastq.gz`))), "reads breads a");
      assert.equal(String(await place.get(keyOf(cram))), "cram");
      assert.equal(String(await place.get(keyOf(`${controls}/x/calls.vcf`))), "calls");
      assert.deepEqual(rowsOf(String(await place.get(keyOf(told.samples)))), samples);
      assert.deepEqual(rowsOf(String(await place.get(keyOf(told.units)))), units);
    });

    await step("MW60: what lies in S3 is copied by S3, also beside a manifest in S3", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      const data = bytesOf(6 * mebibyte, 5);
      await place.put("root/ready/ws/sample_data/a.fastq.gz", data);
      const uri = await place.put("root/ready/ws/m.tsv", manifestOf({ R1_FQ: "a.fastq.gz" }));
      sandbox.clearRequests();
      const { told, err } = await place.stage("--reference-bucket", reference, uri);
      assert.equal(told.exit_code, 0, err);
      assert.deepEqual(told.tables, [], "nothing is written here unless a folder is named");
      const gets = sandbox.requests().filter(({ operation }) => operation === "GetObject");
      assert.equal(gets.length, 1, "the manifest");
      assert.ok(Buffer.from(data).equals(await place.get(keyOf(told.files[0].path))));
      await place.write("m.tsv", manifestOf({ R1_FQ: "sample_data/a.fastq.gz" }));
      const local = await place.stage("--data-uri", `s3://${reference}/root/ready/ws`, "--no-download", "m.tsv");
      assert.equal(local.told.exit_code, 0, local.err);
      assert.deepEqual([...Deno.readDirSync(place.folder)].map(({ name }) => name), ["m.tsv"]);
    });

    await step(
      "stage-samples by hand: an error names what can be done here, and a bucket that is not there",
      async (sandbox) => {
        await using place = await stagePlace(sandbox);
        await place.write("m.tsv", manifestOf({ R1_FQ: "a.fastq.gz" }));
        const missing = await place.stage("m.tsv");
        assert.deepEqual([missing.told.exit_code, missing.told.error?.fix], [
          1,
          "correct m.tsv or what it names, then run it again",
        ]);
        await place.write("a.fastq.gz", "a");
        const { told } = await place.stage("--reference-bucket", "no-such-bucket", "m.tsv");
        assert.deepEqual([told.exit_code, told.error?.code, told.error?.message], [
          1,
          "DAY-USE-001",
          "there is no bucket no-such-bucket",
        ]);
      },
    );

    await step(
      "MW20 MW21 MW25 MW26: what is missing or denied is told at once, with row and column",
      async (sandbox) => {
        await using place = await stagePlace(sandbox);
        await place.put("in/secret.fastq.gz", "a");
        await place.write(
          "m.tsv",
          manifestOf(
            {
              SAMPLE_ID: "a",
              R1_FQ: `s3://${reference}/in/none.fastq.gz`,
              R2_FQ: "s3://denied-bucket/secret.fastq.gz",
            },
            { SAMPLE_ID: "b", R1_FQ: "not-here.fastq.gz", R2_FQ: "s3://no-such-bucket-anywhere/x.fastq.gz" },
            { SAMPLE_ID: "c", R1_FQ: "../../etc/passwd", R2_FQ: "s3://UPPER/x" },
          ),
        );
        const policy = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::denied-bucket/*" };
        await place.put("secret.fastq.gz", "a", "denied-bucket");
        await sandbox.calls.send("s3", "PUT", "/denied-bucket?policy", {
          body: JSON.stringify({ Version: "2012-10-17", Statement: [policy] }),
        });
        sandbox.clearRequests();
        const { told } = await place.stage("m.tsv");
        const message = told.error?.message ?? "";
        const wanted = [
          "6 problems",
          `row 1, column R1_FQ: there is no object s3://${reference}/in/none.fastq.gz`,
          "row 1, column R2_FQ: permission to read s3://denied-bucket/secret.fastq.gz was denied",
          "row 2, column R1_FQ: there is no file not-here.fastq.gz in the workset",
          "row 2, column R2_FQ: there is no object s3://no-such-bucket-anywhere/x.fastq.gz",
          "row 3, column R1_FQ: ../../etc/passwd must not lead out of the workset",
          "row 3, column R2_FQ: s3://UPPER/x is no address of an object",
        ];
        assert.deepEqual(wanted.filter((said) => !message.includes(said)), [], message);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), [], "nothing was written");
      },
    );
  }),
);
