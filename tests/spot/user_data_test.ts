import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { spotFolder, usualConfig } from "./spot_here.ts";

/** The documents that nodes were launched with, by region. */
function documents(sandbox: Sandbox): readonly Buffer[] {
  return sandbox.requests().filter(({ operation }) => operation === "CreateLaunchTemplate")
    .map(({ parameters }) => Buffer.from(String(parameters["LaunchTemplateData.UserData"]), "base64"));
}

type Written = { readonly write_files: readonly { readonly path: string; readonly content: string }[] };

Deno.test(
  "what nodes get at their first boot",
  sharedSandbox({}, async (step) => {
    await step(
      "T-34b: two orchestrators are a list of two; the container has its ports, its name and its health",
      async (sandbox) => {
        const two = "[nats://one.example.org:4222, tls://two.example.org]";
        const spot = await spotFolder(sandbox, usualConfig.replace("[nats://orchestrator.example.org:4222]", two));
        const { code, err } = await spot.run(["create"]);
        assert.equal(code, 0, err);
        assert.equal(documents(sandbox).length, 3);
        for (const document of documents(sandbox)) {
          const { write_files } = parse(document.toString()) as Written;
          const file = (name: string) => write_files.find(({ path }) => path.endsWith(name))?.content ?? "";
          assert.deepEqual(parse(file("node_config.json")).Compute.Orchestrators, [
            "nats://one.example.org:4222",
            "tls://two.example.org:4222",
          ]);
          const { services: { "bacalhau-node": node } } = parse(file("docker-compose.yaml"));
          assert.deepEqual(node.ports, ["1234:1234", "6001:6001"]);
          assert.deepEqual(node.command.slice(-2), ["--name", "${INSTANCE_ID}"]);
          assert.match(node.healthcheck.test.join(" "), /^CMD wget .*:1234\/api\/v1\/agent\/alive$/);
        }
      },
    );

    await step(
      "T-33 R-12: long user data is packed, and put into base64 once; too long, and nothing is made",
      async (sandbox) => {
        const spot = await spotFolder(
          sandbox,
          usualConfig.replace("username:", "additional_commands: more.sh\n  username:"),
        );
        const long = `# ${"the same again ".repeat(1200)}\n`;
        await spot.write("more.sh", long);
        const packed = await spot.run(["create"]);
        assert.equal(packed.code, 0, packed.err);
        const [document] = documents(sandbox);
        assert.ok(document.length < 16_384);
        const { write_files } = parse(gunzipSync(document).toString()) as Written;
        assert.equal(write_files.find(({ path }) => path.endsWith("additional_commands.sh"))?.content, long);
        assert.equal((await spot.run(["destroy", "--yes"])).code, 0);

        sandbox.clearRequests();
        const random = Array.from(crypto.getRandomValues(new Uint8Array(40_000)), (byte) => byte.toString(36)).join("");
        await spot.write("more.sh", `# ${random}\n`);
        const refused = await spot.run(["create"]);
        assert.equal(refused.code, 1);
        assert.match(refused.err.replaceAll(/\s+/g, " "), /CFG-13 .*additional_commands\.sh/);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
      },
    );
  }),
);
