import assert from "node:assert/strict";
import { join } from "node:path";
import { tarGz } from "../../lib/cluster/logs/tar.ts";
import type { Json } from "../../lib/host/json.ts";
import { $ } from "../../tools/shell.ts";
import { configFolder, demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const secret = "AKIAABCDEFGHIJKLMNOP";

Deno.test("decision 3.54: logs --bundle writes one redacted archive of all that is known of a cluster", () =>
  withSandbox(
    { settings: { networkSeconds: 0, secondsOfCreation: 1 } },
    async (sandbox) =>
      await inTemporaryFolder(async (folder) => {
        const env = { ...await installDouble(sandbox), INIT_CWD: folder };
        const here = { env, clock: hurriedClock(), folder };
        const created = await programHere(demo, here);
        assert.equal(created.code, 0, created.err);
        const write = (operation: string, body: Json) => sandbox.calls.json("logs", `Logs_20140328.${operation}`, body);
        const place = { logGroupName: "/aws/parallelcluster/demo-202611290700", logStreamName: "ip-1.i-1.cfn-init" };
        await write("CreateLogGroup", { logGroupName: place.logGroupName }).catch(() => {});
        await write("CreateLogStream", place);
        await write("PutLogEvents", {
          ...place,
          logEvents: [{ timestamp: Date.now(), message: `booted with ${secret}` }],
        });

        const bundle = ["logs", "--cluster", "demo", "--region", "us-west-2", "--bundle", "demo.tar.gz"];
        const { code, out, err } = await programHere([...bundle, "--output", "json"], here);
        assert.equal(code, 0, err);
        const { path, files, missing } = JSON.parse(out);
        assert.deepEqual([path, missing], [join(folder, "demo.tar.gz"), []]);
        await $`tar -xzf ${path} -C ${folder}`;
        const read = (name: string) => Deno.readTextFile(join(folder, name));
        for (const name of files) assert.ok(!(await read(name)).includes(secret), name);
        assert.match(await read("demo/logs/ip-1.i-1.cfn-init.log"), / booted with AKIA/);
        assert.match(await read("demo/stack_events.json"), /CREATE_COMPLETE/);
        assert.match(await read("demo/versions.json"), /"pcluster"/);
        const run = files.map((name: string) => /files\/(demo_\d{14})\.jsonl$/.exec(name)?.[1]).find(Boolean);
        assert.equal(
          await read(`demo/files/state_${run}.json`),
          await Deno.readTextFile(join(configFolder(sandbox), `state_${run}.json`)),
        );

        const again = await programHere([...bundle, "--output", "json"], here);
        assert.deepEqual([again.code, JSON.parse(again.out).error.code], [1, "DAY-USE-001"]);
        const unknown = ["logs", "--cluster", "other", "--region", "us-west-2", "--bundle", "other.tar.gz"];
        const other = await programHere([...unknown, "--output", "json"], here);
        const { error } = JSON.parse(other.out);
        assert.deepEqual([other.code, error.code], [1, "DAY-LOG-001"]);
        assert.match(
          error.message,
          /^no cluster other is known .*\n {2}logs: there are no logs of a cluster other/,
        );
        await assert.rejects(Deno.stat(join(folder, "other.tar.gz")));
        for (const file of ["", "nowhere/demo.tar.gz", "demo.tar.gz/demo.tar.gz"]) {
          const bad = await programHere([...bundle.slice(0, -1), file, "--output", "json"], here);
          assert.deepEqual([bad.code, JSON.parse(bad.out).error.code], [1, "DAY-USE-001"], file);
        }
      }),
  ));

Deno.test("the archive keeps whole names, with a cluster and a stream as long as they may be", () =>
  inTemporaryFolder(async (folder) => {
    const names = ["a", "b"].map((last) =>
      `${"c".repeat(60)}/logs/ip-10-0-0-4.i-0123456789abcdef0.${"s".repeat(40)}${last}.log`
    );
    const path = join(folder, "long.tar.gz");
    await Deno.writeFile(path, await tarGz(names.map((name) => ({ name, text: name })), new Date(0)));
    await $`tar -xzf ${path} -C ${folder}`;
    for (const name of names) assert.equal(await Deno.readTextFile(join(folder, name)), name);
  }));
