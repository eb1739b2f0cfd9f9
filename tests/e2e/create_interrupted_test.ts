import assert from "node:assert/strict";
import { installDouble } from "../support/install_double.ts";
import { withSandbox } from "../support/sandbox.ts";
import { clusterStatus } from "./cluster_status.ts";
import { artifactTexts, demo, runProgram, startProgram } from "./program.ts";
import { changing, operations, swift } from "./requests.ts";

Deno.test("design 5.4: Ctrl-C during the wait is 130 with the way on, and the way on leads to the end", () =>
  withSandbox({ settings: swift }, async (sandbox) => {
    const environment = await installDouble(sandbox, { genuine: "creation" });
    sandbox.holdTime();
    const program = startProgram(environment, ...demo);
    await program.saying(/cluster demo: CREATE_IN_PROGRESS/);
    program.signal("SIGINT");
    const ended = await program.ended;
    assert.equal(ended.code, 130, ended.err);
    const [, command] = /deno task create (--resume demo_\d{14})$/m.exec(ended.out) ?? assert.fail(ended.out);
    assert.equal(await clusterStatus(sandbox), "CREATE_IN_PROGRESS", "pcluster's work goes on");
    const state = [...await artifactTexts(sandbox)].find(([name]) => name.startsWith("state_demo"))?.[1] ?? "";
    assert.equal(JSON.parse(state).status, "interrupted");

    sandbox.passTime(60);
    sandbox.clearRequests();
    const resumed = await runProgram(environment, "create", ...command.split(" "), "--output", "json");
    assert.equal(resumed.code, 0, resumed.err);
    assert.equal(JSON.parse(resumed.out).status, "created");
    assert.equal(await clusterStatus(sandbox), "CREATE_COMPLETE");
    const made = new Set(operations(changing(sandbox.requests())));
    assert.deepEqual([...made].sort(), ["CreateSchedule", "CreateTopic", "Subscribe"], "nothing is made twice");
  }));
