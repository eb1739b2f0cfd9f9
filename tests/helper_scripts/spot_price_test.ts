import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { programHere } from "../support/program_here.ts";
import { quietCases } from "../support/quiet_aws.ts";
import { repository } from "../support/source_files.ts";
import { changing, type Did, type HelperPlace, helperPlaces } from "./place.ts";

function queue(name: string, types: readonly string[], capacity = "SPOT"): string {
  const resources = types.map((type, index) =>
    `        - Name: ${name}-${index}\n          Instances: [{ InstanceType: ${type} }] # kept\n` +
    "          SpotPrice: CALCULATE_MAX_SPOT_PRICE\n"
  );
  return `    - Name: ${name}\n      CapacityType: ${capacity}\n      ComputeResources:\n${resources.join("")}`;
}
const head = "Region: us-west-2\nScheduling:\n  Scheduler: slurm\n  SlurmQueues:\n";
const text = head + queue("i8", ["r7i.2xlarge", "r6i.2xlarge"]) +
  queue("i192", ["r7i.48xlarge", "c7i.48xlarge", "m7i.48xlarge"]);
const prices = {
  ...{ "r7i.2xlarge": 0.221, "r6i.2xlarge": 0.1877 },
  ...{ "r7i.48xlarge": 1, "c7i.48xlarge": 5, "m7i.48xlarge": 2 },
};

type Queues = readonly { readonly name: string; readonly price: number }[];

/** Runs it on a file of this text. */
async function priced(
  { sandbox, json }: HelperPlace,
  body: string,
  ...more: readonly string[]
): Promise<Did & { readonly queues: Queues; readonly written: string | undefined }> {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder });
  const [input, output] = ["init.yaml", "final.yaml"].map((name) => join(folder, name));
  await Deno.writeTextFile(input, body);
  const did = await json("spot-price", "-i", input, "-o", output, "--az", "us-west-2b", ...more);
  assert.equal(await Deno.readTextFile(input), body);
  const written = await Deno.readTextFile(output).catch(() => undefined);
  return { ...did, written, queues: did.json.queues as Queues };
}

Deno.test(
  "spot-price refuses what it cannot understand before anything is asked of AWS",
  quietCases(async (run) => {
    await run("SP15: missing and wrong flags, zones that are none, no profile, files that are none", async (place) => {
      const { environment, folder, requests } = place;
      await Deno.writeTextFile(join(folder, "in.yaml"), text);
      await Deno.writeTextFile(join(folder, "broken.yaml"), "a: [\n");
      await Deno.writeTextFile(join(folder, "words.yaml"), "some words\n");
      await Deno.writeFile(join(folder, "bytes.yaml"), Uint8Array.of(0x61, 0x3a, 0x20, 0xe9, 0x0a));
      await Deno.writeTextFile(join(folder, "left.yaml"), head + queue("x", ["t3.micro"], "ONDEMAND"));
      const file = (name: string) => ["-i", join(folder, name), "-o", join(folder, "out.yaml")];
      const cases: readonly (readonly [words: readonly string[], code: string, message: RegExp])[] = [
        [file("in.yaml"), "DAY-USE-001", /missing: --az$/],
        [["--az", "us-west-2b", "-i", "x"], "DAY-USE-001", /missing: -o \(--output\)$/],
        [["--az", "us-west-2b", "-i", "x", "-o", "y", "-b", "abc"], "DAY-USE-001", /--bump-price "abc"/],
        [
          [...file("in.yaml"), "--az", "us-west-2b", "--bump", "1"],
          "DAY-USE-001",
          /no flag --bump, did you mean --bump-price/,
        ],
        [[...file("in.yaml"), "--az", "us-west-2"], "DAY-CFG-003", /"us-west-2" is not an availability zone/],
        [[...file("in.yaml"), "--az", "us-west-2-lax-1a"], "DAY-CFG-003", /not an availability zone/],
        [
          [...file("in.yaml"), "--az", "us-west-2b", "--region", "us-east-1"],
          "DAY-USE-001",
          /not the region of us-west-2b/,
        ],
        [[...file("none.yaml"), "--az", "us-west-2b"], "DAY-TPL-001", /none\.yaml cannot be read/],
        [[...file("broken.yaml"), "--az", "us-west-2b"], "DAY-TPL-001", /line 2.*not YAML/],
        [
          [...file("words.yaml"), "--az", "us-west-2b"],
          "DAY-TPL-001",
          /words\.yaml is not a ParallelCluster configuration file/,
        ],
        [[...file("bytes.yaml"), "--az", "us-west-2b"], "DAY-TPL-001", /bytes\.yaml cannot be read/],
        [[...file("left.yaml"), "--az", "us-west-2b"], "DAY-TPL-001", /still says CALCULATE_MAX_SPOT_PRICE/],
        [[...file("in.yaml"), "--az", "us-west-2b", "--profile", "nobody"], "DAY-PROFILE-001", /nobody/],
      ];
      for (const [words, code, message] of cases) {
        const env = { ...environment, INIT_CWD: repository };
        const ended = await programHere(["spot-price", ...words, "--output", "json"], { env });
        const { error } = JSON.parse(ended.out);
        assert.deepEqual([ended.code, error.code], [1, code], ended.out);
        assert.match(error.message, message);
      }
      const env = { ...environment, AWS_PROFILE: undefined };
      const nobody = await programHere(["spot-price", ...file("in.yaml"), "--az", "us-west-2b"], { env });
      assert.deepEqual([nobody.code, /DAY-PROFILE-001/.test(nobody.err)], [1, true]);
      assert.deepEqual(requests(), []);
      await assert.rejects(Deno.stat(join(folder, "out.yaml")), { name: "NotFound" });
    });
  }),
);

Deno.test(
  "spot-price",
  helperPlaces(async (step) => {
    await step(
      "SP2, SP4, SP9, SP16: one request; each queue its median and the bump; all else stays",
      async (place) => {
        place.sandbox.settings.spotPrices = prices;
        const { code, err, queues, written = "", requests, json } = await priced(place, text);
        assert.equal(code, 0, err);
        assert.deepEqual(queues, [{ name: "i8", price: 4.3443 }, { name: "i192", price: 6.14 }]);
        assert.deepEqual(requests.map(({ operation }) => operation), ["DescribeSpotPriceHistory"]);
        assert.equal(requests[0].parameters.AvailabilityZone, "us-west-2b");
        const same = text.split("CALCULATE_MAX_SPOT_PRICE");
        assert.equal(written, `---\n${same.slice(0, 3).join("4.3443")}${["", ...same.slice(3)].join("6.14")}...\n`);
        assert.equal(written.match(/# kept/g)?.length, 5);
        assert.deepEqual(json.objects.map(({ kind, outcome }) => [kind, outcome]), [["file", "created"]]);
        assert.doesNotThrow(() => parse(written));
      },
    );

    await step("SP5, SP11: another bump; numbers that stand there are overwritten", async (place) => {
      place.sandbox.settings.spotPrices = prices;
      for (const [bump, expected] of [["0", 2], ["1.0", 3], [".5", 2.5]] as const) {
        const body = (head + queue("q", ["m7i.48xlarge"])).replace("CALCULATE_MAX_SPOT_PRICE", "0.01");
        const { queues, written } = await priced(place, body, "-b", bump);
        assert.deepEqual(queues, [{ name: "q", price: expected }]);
        assert.match(written ?? "", RegExp(`SpotPrice: ${expected}\n`));
      }
    });

    await step("SP6, SP7: a type without a price counts 5.55, and is a warning", async (place) => {
      place.sandbox.settings.spotPrices = { "r7i.2xlarge": 0.45, "r6i.2xlarge": null };
      const { code, queues, json, err } = await priced(place, head + queue("i8", ["r7i.2xlarge", "r6i.2xlarge"]));
      assert.deepEqual([code, queues], [0, [{ name: "i8", price: 7.14 }]], err);
      assert.deepEqual(json.warnings.map(({ id, message }) => [id, message]), [
        ["price.fallback", "no Spot price in us-west-2b for r6i.2xlarge; 5.55 USD an hour is used instead"],
      ]);
      assert.match(err, /no Spot price in us-west-2b/);
    });

    await step("SP8: prices that may not be read, or cannot be: exit 2, and no file", async (place) => {
      place.sandbox.settings.denied = ["ec2:DescribeSpotPriceHistory"];
      const denied = await priced(place, text);
      place.sandbox.settings.denied = [];
      assert.deepEqual([denied.code, denied.json.error?.code, denied.written], [2, "DAY-AWS-002", undefined]);
      const said = denied.json.error?.message ?? "";
      for (const part of ["r7i.48xlarge", "us-west-2b", "ec2:DescribeSpotPriceHistory"]) {
        assert.ok(said.includes(part), part);
      }
    });

    await step("SP10, SP17: a queue without types stays; a file without queues is as it was", async (place) => {
      const empty = "Scheduling:\n  SlurmQueues:\n    - Name: q\n      CapacityType: SPOT\n      ComputeResources:\n" +
        "        - Name: c\n          Instances: []\n";
      for (const body of [empty, "Region: us-west-2\n"]) {
        const { code, queues, written, requests } = await priced(place, body);
        assert.deepEqual([code, queues, requests], [0, [], []]);
        assert.deepEqual(parse(written ?? ""), parse(body));
      }
      const left = await priced(place, `${empty}          SpotPrice: CALCULATE_MAX_SPOT_PRICE\n`);
      assert.deepEqual([left.code, left.json.error?.code, left.written], [1, "DAY-TPL-001", undefined]);
    });

    await step(
      "a dry run shows the prices and writes nothing; again: unchanged; the legacy's --output FILE",
      async (place) => {
        place.sandbox.settings.spotPrices = prices;
        const shown = await priced(place, text, "--dry-run");
        assert.deepEqual([shown.code, shown.written, shown.queues.length, changing(shown.requests)], [
          0,
          undefined,
          2,
          [],
        ]);
        const folder = await Deno.makeTempDir({ dir: place.sandbox.folder });
        await Deno.writeTextFile(join(folder, "in.yaml"), text);
        const words = ["spot-price", "--input", join(folder, "in.yaml"), "--az", "us-west-2b"];
        for (const [form, outcome] of [["--output=", "created"], ["--output ", "unchanged"], ["-o ", "unchanged"]]) {
          const { code, json } = await place.json(...words, ...`${form}${join(folder, "out.yaml")}`.split(" "));
          assert.deepEqual([code, json.objects[0].outcome], [0, outcome], form);
        }
        const other = await place.json(...words, "-o", join(folder, "out.yaml"), "--bump-price", "1");
        assert.equal(other.json.objects[0].outcome, "updated");
        const said = await place.dayctl(...words, "--output", join(folder, "out.yaml"), "--avg-price-of", "dedicated");
        assert.equal(said.code, 0, said.err);
        assert.match(said.out, /^ +queue i8 +at most 4\.3443 USD an hour\n/);
        assert.match(said.err, /--avg-price-of has no effect/);
        const nowhere = await place.json(...words, "-o", join(folder, "no", "folder", "x.yaml"));
        assert.deepEqual([nowhere.code, nowhere.json.error?.code], [1, "DAY-RUN-007"]);
      },
    );

    await step("SP12, SP13, SP14: the shipped template; another region is asked there", async (place) => {
      const body = (await Deno.readTextFile(join(repository, "templates/cluster.yaml"))).replace(
        /\$\{REGSUB_\w+\}/g,
        "x",
      );
      const { code, queues, written, err } = await priced(place, body);
      assert.equal(code, 0, err);
      assert.deepEqual(queues.map(({ name }) => name), ["i8", "i128", "i192", "i192mem", "i192bigmem"]);
      assert.equal(written?.match(/SpotPrice: \d/g)?.length, 8);
      const [input, output] = ["a.yaml", "b.yaml"].map((name) => join(place.sandbox.folder, name));
      await Deno.writeTextFile(input, text);
      const { requests } = await place.json("spot-price", "-i", input, "-o", output, "--az", "eu-central-1b");
      assert.deepEqual(requests.map(({ region }) => region), ["eu-central-1"]);
    });
  }),
);
