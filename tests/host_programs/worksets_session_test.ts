import assert from "node:assert/strict";
import { join } from "node:path";
import { hurriedClock } from "../support/hurried_clock.ts";
import { startHere } from "../support/program_here.ts";
import { sessionPrograms } from "../support/session_programs.ts";
import { seedWork, usualFiles } from "../worksets/worksets_here.ts";
import { withSshWorksets } from "./worksets_place.ts";

const pipeline = `#!/bin/bash
echo "launched $PWD" >> ~/launches
echo "$* $PIPELINE_ENV" > result.txt
`;

Deno.test("decision 3.52: worksets run on a head node without an open port, which a session leads to", () =>
  withSshWorksets(pipeline, async ({ world, words, env, start }, server) => {
    await server.stop();
    const work = seedWork.replace("create_args: []", "create_args: [--pass-on-warn]");
    await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
    const argv = [...words, "--run-once", "--via", "ssm"];

    const without = await start(argv).ended;
    assert.equal(without.code, 4, without.err);
    assert.match(without.err.replace(/\s+/g, " "), /DAY-PRE-001.*--via ssm needs session-manager-plugin.*sudo dpkg -i/);
    assert.deepEqual(await world.sentinels("ws1"), ["ready"]);

    const bin = await sessionPrograms(await Deno.makeTempDir({ dir: world.folder }), server);
    const told = { ...env, PATH: `${bin}:${env.PATH}` };
    const { out, err } = await startHere(argv, { env: told, folder: world.folder, clock: hurriedClock() }).ended;
    assert.equal(out, "ws1: complete\n", err);
    assert.match(await Deno.readTextFile(join(server.home, "launches")), /^launched \S+\n$/);
    assert.equal(await world.text("complete/ws1/pipelines/rna-seq/result.txt"), "rna-seq --full production\n");
    // The creation has set the head node up on the same way, and the deletion has asked it for its jobs.
    const log = await world.text("complete/ws1/logs/create_cluster.log");
    assert.doesNotMatch(log, /no connection/);
    const asked = (await Deno.readTextFile(join(bin, "asked"))).split("\n").filter((line) => line.startsWith("ssm "));
    assert.ok(asked.length > 10, String(asked.length));
    assert.ok(asked.every((line) => line.includes("--document-name AWS-StartSSHSession")));
  }));
