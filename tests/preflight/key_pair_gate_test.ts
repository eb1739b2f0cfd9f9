import assert from "node:assert/strict";
import { join } from "node:path";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { keyPairGate } from "../../lib/preflight/key_pair_gate.ts";
import { type SeedKey, seedKeys } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { type Changes, judgeIn, operations } from "./world.ts";

function judge(sandbox: Sandbox, changes: Changes = {}) {
  return judgeIn(sandbox, changes, keyPairGate);
}

function withKeys(...keys: SeedKey[]) {
  return { ...fixtureF, keys };
}

Deno.test(
  "key pair gate",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("the only usable key pair is taken, in one request", async (sandbox) => {
      const { gate, ...seen } = await judge(sandbox);
      const pemPath = join(sandbox.home, ".ssh/omics-k.pem");
      assert.equal(gate.checks[0].status, "PASS");
      assert.deepEqual(gate.found, { keyName: { value: "omics-k", origin: "candidate" }, pemPath });
      assert.deepEqual(operations(seen), ["ec2:DescribeKeyPairs"]);
    });

    await step("T69 wrong type, missing private key, wrong name: none is usable", async (sandbox) => {
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      const { note, ...details } = gate.checks[0].details;
      assert.deepEqual(details, { candidates: [], without_private_key: ["prod-omics-b"] });
      assert.match(String(note), /no private key of an ed25519 key pair with omics in its name/);
      assert.match(gate.checks[0].remediation, /private key of prod-omics-b/);
    }, withKeys({ name: "omics-a", type: "rsa" }, { name: "prod-omics-b", mode: null }, { name: "foo" }));

    await step("no key pair at all fails with how to make one", async (sandbox) => {
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.match(gate.checks[0].remediation, /create an ed25519 key pair whose name contains omics/);
    }, withKeys());

    await step("T70 mode 600 fails with chmod 400, and stays", async (sandbox) => {
      const { gate } = await judge(sandbox);
      const pemPath = join(sandbox.home, ".ssh/omics-open.pem");
      assert.equal(gate.checks[0].status, "FAIL");
      assert.equal(gate.checks[0].details.mode, "600");
      assert.equal(gate.checks[0].remediation, `chmod 400 ${pemPath}`);
      assert.equal(((await Deno.stat(pemPath)).mode ?? 0) & 0o7777, 0o600);
    }, withKeys({ name: "omics-open", mode: 0o600 }));

    await step("the mode has to be exactly 400", async (sandbox) => {
      const { gate } = await judge(sandbox);
      assert.deepEqual([gate.checks[0].status, gate.checks[0].details.mode], ["FAIL", "440"]);
    }, withKeys({ name: "omics-group", mode: 0o440 }));

    await step("a private key that is a folder does not count", async (sandbox) => {
      await Deno.mkdir(join(sandbox.home, ".ssh/omics-folder.pem"));
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.deepEqual(gate.checks[0].details.without_private_key, ["omics-folder"]);
      await Deno.remove(join(sandbox.home, ".ssh/omics-folder.pem"));
    }, withKeys({ name: "omics-folder", mode: null }));

    await step("a name that leads out of the folder does not count", async (sandbox) => {
      await Deno.writeTextFile(join(sandbox.home, "omics-out.pem"), "key", { mode: 0o400 });
      await sandbox.calls.query("ec2", "CreateKeyPair", { KeyName: "../omics-out", KeyType: "ed25519" });
      const { gate } = await judge(sandbox);
      assert.deepEqual(gate.checks[0].details.candidates, ["omics-k"]);
    });

    await step("several usable key pairs are a menu; only usable ones are offered", async (sandbox) => {
      const deps = { calls: sandbox.calls, files: systemFiles, folders: systemFolders };
      for (const name of ["omics-2", "omics-1"]) await seedKeys(deps, sandbox.home, [{ name }]);
      const { gate, shown } = await judge(sandbox, { typed: ["2"] });
      assert.equal(gate.found?.keyName.value, "omics-1");
      assert.match(shown, /1\) omics-2 \(ed25519\)\n\s+2\) omics-1 \(ed25519\)/);
      assert.doesNotMatch(shown, /omics-3/);
    }, withKeys({ name: "omics-3", mode: null }));

    await step("the configured key pair is taken; its mode counts, not that of others", async (sandbox) => {
      const { gate } = await judge(sandbox, { configured: { ssh_key_name: "omics-1" } });
      assert.deepEqual(gate.found?.keyName, { value: "omics-1", origin: "file" });
    }, withKeys({ name: "omics-1" }, { name: "omics-2", mode: 0o644 }));

    await step("a menu that nobody may answer fails the check", async (sandbox) => {
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.equal(gate.error?.code, "DAY-PROMPT-001");
    }, withKeys({ name: "omics-1" }, { name: "omics-2" }));
  }),
);
