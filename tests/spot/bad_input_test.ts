import assert from "node:assert/strict";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { textsOf } from "../../lib/sandbox/emulator/xml.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { spotFolder, usualConfig } from "./spot_here.ts";

Deno.test(
  "bad input to spot-deploy",
  sharedSandbox({}, async (step) => {
    await step(
      "R-12: flags and files that are wrong are told with a code and a fix, and nothing is made",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const cases = [
          [["--allow-cidr", "300.1.1.1/24"], "DAY-USE-001", /300\.1\.1\.1\/24/],
          [["--tag", "Name=x"], "DAY-USE-001", /Name/],
          [["--tag", "ManagedBy=x"], "DAY-USE-001", /ManagedBy/],
          [["--tag", "aws:x=y"], "DAY-USE-001", /aws:x/],
          [["--tag", "x"], "DAY-USE-001", /KEY=VALUE/],
          [["--tag", `${"k".repeat(129)}=v`], "DAY-USE-001", /EC2 does not take it/],
          [["--tag", `k=${"v".repeat(257)}`], "DAY-USE-001", /EC2 does not take it/],
          [Array.from({ length: 31 }, (_, at) => ["--tag", `k${at}=v`]).flat(), "DAY-USE-001", /there are 31 tags/],
          [["--count", "0"], "DAY-USE-001", /1 to 1000/],
          [["--region", "eu-central-1"], "DAY-USE-001", /no such region/],
          [["--resume", "sd-nothing"], "DAY-USE-001", /sd-nothing/],
          [["--state", "."], "DAY-SPOT-011", /cannot be read/],
          [["--config", "."], "DAY-SPOT-001", /CFG-01/],
          [["--timeout", "0"], "DAY-USE-001", /1 to 300/],
          [["--ttl", "31d"], "DAY-USE-001", /1h to 30d/],
          [["--min-instances", "4"], "DAY-USE-001", /only 3 nodes are wanted/],
        ] as const;
        for (const [argv, code, message] of cases) {
          const ended = await spot.json(["create", ...argv]);
          assert.equal(ended.code, 1, `${argv.join(" ")}: ${ended.out}`);
          assert.equal(ended.document.error?.code, code, argv.join(" "));
          assert.match(ended.document.error?.message ?? "", message);
          assert.notEqual(ended.document.error?.fix, "");
        }
        const tag = (...tags: readonly string[]) => tags.flatMap((each) => ["--tag", each]);
        for (
          const [tags, code] of [
            // Whoever names two tags wants less to go than with one.
            [["ManagedBy=SpotInstanceScript", "team=mine"], "DAY-USE-001"],
            [["ManagedBy="], "DAY-SPOT-001"],
            [["ManagedBy=*"], "DAY-SPOT-001"],
            [["aws:x=y"], "DAY-SPOT-001"],
          ] as const
        ) {
          const { document } = await spot.json(["nuke", "--force", ...tag(...tags)]);
          assert.deepEqual([document.exit_code, document.error?.code], [1, code], tags.join(" "));
          assert.match(document.error?.fix ?? "", /--tag/);
        }
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        assert.deepEqual((await spot.json(["list"])).document.data.instances, []);
      },
    );

    await step(
      "a disk without room for a file that a person asked for is told with a code, and nothing is lost",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const before = await Deno.readTextFile(spot.path("config.yaml"));
        await spot.write("available_regions.json", JSON.stringify({ available_regions: ["eu-central-1"] }));
        const regions = await sandbox.calls.query("ec2", "DescribeRegions", {}, { region: "eu-central-1" });
        const few = ["eu-central-1", "us-east-1", "us-west-2"];
        sandbox.settings.regionsOff = textsOf(regions, "regionName").filter((name) => !few.includes(name));
        const replace = () => Promise.reject(new Error("No space left on device (os error 28)"));
        for (
          const argv of [
            ["init", "--force"],
            ["get-available-regions"],
            ["get-ubuntu-amis"],
            ["update-config-with-regions"],
          ]
        ) {
          const { code, document } = await spot.json(argv, { outside: { files: { ...systemFiles, replace } } });
          assert.deepEqual([code, document.error?.code], [1, "DAY-RUN-007"], argv[0]);
          assert.match(document.error?.message ?? "", /cannot be written: No space left on device/);
        }
        assert.equal(await Deno.readTextFile(spot.path("config.yaml")), before);
      },
    );

    await step(
      "a region that is known to nobody is refused, for nodes may stand in the one that was meant",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        assert.equal((await spot.run(["create"])).code, 0);
        const wrong = ["--region", "us-west-9"];
        for (
          const argv of [
            ["list", ...wrong],
            ["list", "--source", "state", ...wrong],
            ["list", "--all-regions", ...wrong],
            ["status", "--no-probe", ...wrong],
            ["cost", ...wrong],
            ["destroy", "--yes", ...wrong],
          ]
        ) {
          const { code, document } = await spot.json(argv);
          assert.equal(code, 1, argv.join(" "));
          assert.equal(document.error?.code, "DAY-USE-001", argv.join(" "));
          assert.match(document.error?.message ?? "", /us-west-9/);
        }
        assert.equal((await runningIn(sandbox)).length, 3);
        await spot.write("config.yaml", usualConfig.replace(/ {2}us-west-2.*\n/, ""));
        const there = await spot.json(["list", "--source", "aws", "--region", "us-west-2"]);
        assert.equal(there.document.data.instances.length, 1, "a region that only the state knows is looked into");
      },
    );

    await step(
      "T-18: the first region of the configuration is not switched on: it is left out, and its node moves",
      async (sandbox) => {
        const spot = await spotFolder(sandbox, usualConfig.replace("us-east-1", "ap-east-1"));
        sandbox.settings.regionsOff = ["ap-east-1"];
        const { code, err } = await spot.run(["create"]);
        assert.equal(code, 0, err);
        assert.match(err, /ap-east-1 is left out: region is not enabled for this account/);
        assert.equal((await runningIn(sandbox)).length, 3);
      },
    );
  }),
);
