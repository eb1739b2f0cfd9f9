import assert from "node:assert/strict";
import { join } from "node:path";
import { certified } from "../support/certificate_authority.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { withSandbox } from "../support/sandbox.ts";
import { tunnellingProxy } from "../support/tunnelling_proxy.ts";
import { demo } from "./program.ts";
import { swift } from "./requests.ts";

/** An address that nobody has (RFC 5737): only the proxy knows a way to it. */
const elsewhere = "192.0.2.1";

Deno.test("a creation to the dry run with the genuine tools, over https with a company's authority, through its proxy only", async () => {
  const { authority, ...certificate } = await certified([elsewhere]);
  await withSandbox({ settings: swift, certificate }, async (sandbox) => {
    const bundle = join(sandbox.folder, "company.pem");
    await Deno.writeTextFile(bundle, authority);
    const { port } = new URL(sandbox.endpoint);
    const proxy = tunnellingProxy(() => ({ to: Number(port) }));
    const { DAYCTL_SANDBOX: _, NO_PROXY: _1, no_proxy: _2, ...inside } = sandbox.environment;
    const env = {
      ...inside,
      AWS_ENDPOINT_URL: `https://${elsewhere}:${port}`,
      AWS_CA_BUNDLE: bundle,
      HTTPS_PROXY: `http://company:secret@${proxy.host}`,
      DAY_BREAK: "1",
    };
    try {
      const ended = await programHere([...demo, "--output", "json"], { env, clock: hurriedClock() });
      assert.equal(ended.code, 0, ended.err);
      assert.equal(JSON.parse(ended.out).status, "dry_run_ok");
      const requests = sandbox.requests();
      assert.deepEqual(new Set(requests.map(({ accessKey }) => accessKey)), new Set([sandboxKey.id]));
      assert.deepEqual(new Set(requests.map(({ caller }) => caller)), new Set(["sdk", "pcluster", "cli"]));
      console.log(requests.length, proxy.tunnels.length, new Set(requests.map((r) => r.connection)).size);
    } finally {
      await proxy.stop();
    }
  });
});
