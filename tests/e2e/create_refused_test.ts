import assert from "node:assert/strict";
import { join } from "node:path";
import { installDouble } from "../support/install_double.ts";
import { withSandbox } from "../support/sandbox.ts";
import { demo, runProgram } from "./program.ts";
import { operations, swift } from "./requests.ts";

Deno.test("T97, E24: what the genuine dry run rejects is exit 2 with its words, and no cluster", () =>
  withSandbox({ settings: swift }, async (sandbox) => {
    const shipped = await Deno.readTextFile(new URL("../../templates/cluster.yaml", import.meta.url));
    const template = join(sandbox.folder, "bad.yaml");
    await Deno.writeTextFile(template, shipped.replace("InstanceType: r7i.2xlarge", "InstanceType: r7i.3xlarge"));
    const environment = { ...await installDouble(sandbox, { genuine: "everything" }), DAY_BREAK: "1" };
    const ended = await runProgram(environment, ...demo, "--template", template, "--output", "json");
    assert.equal(ended.code, 2, ended.err);
    const { status, error, next } = JSON.parse(ended.out);
    assert.deepEqual([status, error.code, next.length], ["failed", "DAY-PC-001", 2]);
    assert.match(error.message, /r7i\.3xlarge/);
    assert.match(error.fix, /pcluster create-cluster .*--dryrun true/);
    const byPcluster = operations(sandbox.requests().filter(({ caller }) => caller === "pcluster"));
    assert.ok(byPcluster.length > 0 && !byPcluster.includes("CreateStack"));
  }));
