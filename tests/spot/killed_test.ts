import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repository } from "../support/source_files.ts";
import { withSandbox } from "../support/sandbox.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { inventory } from "./inventory.ts";
import { spotFolder } from "./spot_here.ts";

const writer = fileURLToPath(new URL("writes_state.ts", import.meta.url));

Deno.test("T-42: a kill in the middle of writing the state leaves what stood before or what was to stand", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "MACHINES.json");
    for (let turn = 1; turn <= 8; turn++) {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "--no-prompt", "-A", writer, path],
        stdin: "null",
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      let said = 0;
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        said = Number(text.trim().split("\n").at(-1));
        if (said > turn) child.kill("SIGKILL");
      }
      await child.status;
      const { machines } = JSON.parse(await Deno.readTextFile(path));
      const numbers = new Set(
        Object.values(machines).map((each) => (each as { detailed_status: string }).detailed_status),
      );
      assert.equal(Object.keys(machines).length, 400);
      assert.equal(numbers.size, 1, "half of one document and half of another");
      assert.ok(Number([...numbers][0]) >= said);
      // Whoever comes next can write: nobody holds the lock any more.
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    }
  });
});

Deno.test("T-38: a second Ctrl-C ends at once, whatever is still on its way, and the state can be read", async () => {
  await withSandbox({}, async (sandbox) => {
    const spot = await spotFolder(sandbox);
    const before = await inventory(sandbox);
    sandbox.faults.add({ kind: "hang", operation: "CreateFleet", times: "all", onHit: () => hit() });
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-prompt", "-P=changing", "tasks/spot-deploy.ts", "create"],
      cwd: repository,
      clearEnv: true,
      env: { ...sandbox.environment, INIT_CWD: spot.folder, NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let hits = 0;
    const hit = () => {
      if (++hits === 3) child.kill("SIGINT");
    };
    let err = "";
    let isTwice = false;
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      err += text;
      if (isTwice || !/[Cc]trl-C/.test(err)) continue;
      isTwice = true;
      // Two within half a second are one Ctrl-C.
      await new Promise((resolve) => setTimeout(resolve, 700));
      child.kill("SIGINT");
    }
    assert.equal((await child.status).code, 130, err);
    assert.match(err, /stopped immediately \(exit code 130\)/);
    const { deployments } = await spot.state();
    assert.equal(Object.keys(deployments).length, 1);
    sandbox.faults.clear();
    const nuked = await spot.run(["nuke", "--force"]);
    assert.equal(nuked.code, 0, nuked.err);
    assert.deepEqual(await inventory(sandbox), before);
  });
});
