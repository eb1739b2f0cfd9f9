import assert from "node:assert/strict";
import { join } from "node:path";
import { readJournal } from "../../lib/state/journal/journal.ts";
import { configFolder, demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere, startHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

for (const [signal, code, error] of [["SIGINT", 130, "DAY-INT-001"], ["SIGTERM", 143, "DAY-INT-002"]] as const) {
  Deno.test(`design 5.4: ${signal} ends a wait with exit ${code}, and the run can be resumed`, () =>
    withSandbox({ settings: { networkSeconds: 0, secondsOfCreation: 1 } }, async (sandbox) => {
      const env = await installDouble(sandbox);
      sandbox.holdTime();
      const creation = startHere([...demo, "--output", "json"], { env, clock: hurriedClock() });
      await creation.saying(/cluster demo: CREATE_IN_PROGRESS/);
      creation.signal(signal);
      const ended = await creation.ended;
      const answer = JSON.parse(ended.out);
      assert.deepEqual([ended.code, answer.exit_code, answer.status, answer.error.code], [
        code,
        code,
        "interrupted",
        error,
      ]);
      const [resume] = answer.next as readonly string[];
      const [, run] = /^deno task create --resume (demo_\d{14})$/.exec(resume) ?? assert.fail(resume);
      const last = (await readJournal(join(configFolder(sandbox), "runs", `${run}.jsonl`))).at(-1);
      assert.deepEqual([last?.fact, last?.fact === "end" && last.exit_code], ["end", code]);
      // Neither the lock nor anything else is held.
      sandbox.releaseTime();
      const resumed = await programHere(resume.split(" ").slice(2), { env, clock: hurriedClock() });
      assert.equal(resumed.code, 0, resumed.err);
    }));
}

Deno.test("a task sees nothing of this process: neither its environment nor its folder", () =>
  inTemporaryFolder(async (folder) => {
    const env = { HOME: folder, PATH: folder, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    await Deno.mkdir(join(folder, ".aws"));
    await Deno.writeTextFile(join(folder, ".aws", "config"), "[profile mine]\n");
    await Deno.writeTextFile(join(folder, "my.yaml"), "ephemeral_cluster: {}\n");
    const words = ["create", "--region-az", "us-west-2b", "--config", "my.yaml", "--non-interactive"];
    const unnamed = await programHere(words, { env, folder });
    assert.match(unnamed.err, /DAY-PROFILE-001: No AWS profile was named, out of .+; known profiles: mine\n/);
    const named = await programHere([...words, "--profile", "mine"], { env, folder });
    assert.match(named.err, new RegExp(`DAY-CFG-\\d+: ${join(folder, "my.yaml")}`));
    const elsewhere = await programHere([...words, "--profile", "mine"], { env, folder: "/" });
    assert.match(elsewhere.err, /DAY-CFG-001: .*there is no such file/);
  }));

/** A service that refuses every request and would keep each connection for ever. @returns how it was asked, once nobody holds one */
async function keepingConnections(run: (address: string) => Promise<void>): Promise<number> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [connections, held]: [Deno.Conn[], Promise<void>[]] = [[], []];
  const serve = async (connection: Deno.Conn) => {
    const refusal = "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>no</Message></Error></ErrorResponse>";
    const head = `HTTP/1.1 403 Forbidden\r\ncontent-type: text/xml\r\ncontent-length: ${refusal.length}\r\n\r\n`;
    const buffer = new Uint8Array(65_536);
    let heard = "";
    for (let size = await connection.read(buffer); size !== null; size = await connection.read(buffer)) {
      heard += new TextDecoder().decode(buffer.subarray(0, size));
      const [, length = "0", body = ""] = /content-length: (\d+)[^]*?\r\n\r\n([^]*)$/i.exec(heard) ?? [];
      if (!heard.includes("\r\n\r\n") || body.length < Number(length)) continue;
      heard = "";
      await connection.write(new TextEncoder().encode(head + refusal));
    }
    connection.close();
  };
  const accepting = (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      held.push(serve(connection));
    }
  })();
  await run(`http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`);
  // Only guards against waiting for ever.
  const late = setTimeout(() => connections.forEach((connection) => connection.close()), 60_000);
  await Promise.all(held).finally(() => clearTimeout(late));
  listener.close();
  await accepting;
  return held.length;
}

Deno.test("a task that has ended holds no connection", () =>
  withSandbox({}, async (sandbox) => {
    const env = await installDouble(sandbox);
    const connections = await keepingConnections(async (address) => {
      const { code, err } = await programHere(demo, { env: { ...env, AWS_ENDPOINT_URL: address } });
      assert.equal(code, 1, err);
      assert.match(err, /ExpiredToken/);
    });
    assert.ok(connections > 0);
  }));
