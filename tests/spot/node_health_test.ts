import assert from "node:assert/strict";
import { repository } from "../support/source_files.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { needsProgram } from "../support/needs_program.ts";

Deno.test("T-58: a node's health page: healthy, with a rebalance recommendation, interrupted, and nothing else", async () => {
  await needsProgram("python3");
  const folder = await Deno.makeTempDir();
  const port = freePort();
  await Deno.writeTextFile(
    `${folder}/docker`,
    "#!/bin/sh\ntest -e ${0%/*}/up && echo bacalhau_node-bacalhau-node-1\n",
    {
      mode: 0o755,
    },
  );
  const env = { PATH: `${folder}:${Deno.env.get("PATH")}`, SPOT_DEPLOY_FOLDER: folder, PORT: String(port) };
  const args = [`${repository}/templates/spot/healthz.py`];
  const server = new Deno.Command("python3", { args, env, stdout: "null", stderr: "null" }).spawn();
  const page = async (path = "/healthz") => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return [answer.status, await answer.text()] as const;
  };
  const health = async () => {
    const [status, text] = await page();
    return [status, JSON.parse(text)];
  };
  try {
    await eventually("the page", () => page().catch(() => undefined));
    assert.deepEqual(await health(), [503, { status: "unhealthy", message: "no healthy container" }]);
    await Deno.writeTextFile(`${folder}/up`, "");
    assert.deepEqual(await health(), [200, { status: "healthy", message: "the node is healthy" }]);
    await Deno.writeTextFile(`${folder}/rebalance`, "2026-03-06T10:00:00Z\n");
    const message = "the node is healthy; rebalance recommendation at 2026-03-06T10:00:00Z";
    assert.deepEqual(await health(), [200, { status: "healthy", message }]);
    await Deno.writeTextFile(`${folder}/interrupted`, "2026-03-06T10:02:00Z\n");
    assert.deepEqual(await health(), [503, {
      status: "unhealthy",
      message: "spot interruption at 2026-03-06T10:02:00Z",
    }]);
    assert.deepEqual(await page("/other"), [404, ""]);
  } finally {
    server.kill("SIGKILL");
    await server.status;
    await Deno.remove(folder, { recursive: true });
  }
});
