import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { parse } from "yaml";
import { cloudConfig, userData } from "../../lib/spot/node/user_data.ts";
import { readConfig } from "../../lib/spot/config/read_config.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { usualConfig } from "../spot/spot_here.ts";
import { needsProgram } from "../support/needs_program.ts";
import { $ } from "../../tools/shell.ts";

const token = 'a: "b" #\\n${username}';

Deno.test("T-34 design 8: a node's user data is what the genuine cloud-init takes, in 16 KiB, and the token arrives as it was", async () => {
  await needsProgram("cloud-init");
  const folder = await Deno.makeTempDir();
  try {
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHZvb3IgZGUgdGVzdHMgaXMgZGl0IGdlbm9lZw alice@example.org\n";
    await Deno.writeTextFile(`${folder}/key.pub`, key);
    await Deno.writeTextFile(`${folder}/token`, token + "\n");
    const text = usualConfig.replace("token: a-very-secret-token", "token_file: token");
    await Deno.writeTextFile(`${folder}/config.yaml`, text);
    const environment = environmentOf({ HOME: folder, USER: "alice" }, () => folder);
    const options = { for: "nodes", warn: () => {} } as const;
    const config = await readConfig({ files: systemFiles, environment }, `${folder}/config.yaml`, options);
    const facts = { deployment: "sd-20260306T100000Z-4f9a1c", ends: new Date("2026-03-07T10:00:00Z") };
    const document = cloudConfig(config, facts);
    assert.ok(Buffer.byteLength(document) <= 16_384, `${Buffer.byteLength(document)} bytes`);
    assert.equal(Buffer.from(userData(config, facts), "base64").toString(), document);
    await Deno.writeTextFile(`${folder}/user-data`, document);
    const { code, combined } = await $`cloud-init schema --config-file ${folder}/user-data`.captureCombined().noThrow();
    assert.equal(code, 0, combined);
    const { write_files } = parse(document) as { write_files: readonly { path: string; content: string }[] };
    const node = write_files.find(({ path }) => path.endsWith("node_config.json"))?.content ?? "";
    assert.equal(parse(node).Compute.Auth.Token, token);
    assert.equal(JSON.parse(node).Compute.Auth.Token, token);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
