import assert from "node:assert/strict";
import { basename, dirname } from "node:path";
import { installTools } from "../../lib/sandbox/install.ts";
import { removeOwned, toolsFolder } from "../../lib/toolchain/environments.ts";
import { findPython } from "../../lib/toolchain/find_python.ts";
import { installPrivateTools } from "../../lib/toolchain/private_tools.ts";
import { inCache, type Script, scripted } from "./scripted.ts";

Deno.test("the newest suitable Python that really runs is taken", async () => {
  const found = async (programs: Record<string, string>) => (await findPython(scripted(programs).processes)).path;
  assert.equal(await found({ "python3.13": "3.13.0\n", "python3.11": "3.11.7\n" }), "/bin/python3.13");
  assert.equal(
    await found({ "python3.13": "fails", "python3.11": "3.11.7\n", python3: "3.11.7\n" }),
    "/bin/python3.11",
  );
  assert.equal(await found({ python3: "3.12.1\n" }), "/bin/python3");
});

Deno.test("without a suitable Python the error says what is there and what to install", async () => {
  const find = (programs: Record<string, string>) => () => findPython(scripted(programs).processes);
  await assert.rejects(find({}), { code: "DAY-TOOL-001", exitCode: 4, message: /no Python was found/, fix: /python3/ });
  await assert.rejects(find({ python3: "3.9.2\n" }), { message: /\/bin\/python3 is 3\.9\.2/ });
  const withoutVenv = { message: /without the venv module, version 3\.11\.2/, fix: "apt-get install python3-venv" };
  await assert.rejects(find({ python3: "no-venv 3.11.2\n" }), withoutVenv);
});

Deno.test("three environments are made once, with links to their programs only", () => {
  const { processes, ran } = scripted({ "python3.11": "3.11.7\n" });
  return inCache(processes, async (deps, said) => {
    const tools = await installTools(deps);
    const wanted = ["emulator", "pcluster", "references"];
    assert.deepEqual(ran.toSorted(), [
      ...wanted.map((name) => `pip ${name}/requirements.txt`),
      ...wanted.map((name) => `venv ${name}`),
    ]);
    assert.ok(said.some((message) => message.startsWith("Installing emulator: moto")));
    const linked = (await Array.fromAsync(Deno.readDir(tools.bin))).map(({ name }) => name).sort();
    assert.deepEqual(linked, ["aws", "daylily-omics-references.sh", "fallback", "owner", "pcluster"]);
    assert.equal(await Deno.readLink(`${tools.bin}/pcluster`), `${tools.pcluster}/bin/pcluster`);
    assert.deepEqual(await installTools(deps), tools);
    assert.equal(ran.length, 6);
  });
});

Deno.test("an environment whose installation was interrupted is made anew", () => {
  const { processes, ran } = scripted({ "python3.11": "3.11.7\n" });
  return inCache(processes, async (deps) => {
    const tools = await installTools(deps);
    await Deno.remove(`${tools.emulator}/complete`);
    await Deno.writeTextFile(`${tools.emulator}/half`, "");
    await installTools(deps);
    assert.deepEqual(ran.slice(6), ["venv emulator", "pip emulator/requirements.txt"]);
    await assert.rejects(Deno.stat(`${tools.emulator}/half`), Deno.errors.NotFound);
  });
});

Deno.test("a failed installation shows its last words and is not taken for one", () => {
  const failing: Script = ([, , module]) =>
    module === "pip" ? { code: 1, stdout: "", stderr: "line\nERROR: No matching distribution" } : undefined;
  return inCache(scripted({ "python3.11": "3.11.7\n" }, failing).processes, async (deps) => {
    const failure = { code: "DAY-TOOL-001", message: /exit code 1:\nline\nERROR: No matching distribution$/ };
    await assert.rejects(installTools(deps), failure);
    const { processes, ran } = scripted({ "python3.11": "3.11.7\n" });
    await installTools({ ...deps, processes });
    assert.equal(ran.length, 6);
  });
});

Deno.test("two installations at once make each environment once", () => {
  const { processes, ran } = scripted({ "python3.11": "3.11.7\n" });
  return inCache(processes, async (deps) => {
    const [one, other] = await Promise.all([installTools(deps), installTools(deps)]);
    assert.deepEqual(one, other);
    assert.equal(ran.length, 6);
  });
});

Deno.test("behind a link, environments and programs hold the path where they really stand", () => {
  const { processes, ran } = scripted({ "python3.11": "3.11.7\n" });
  return inCache(processes, async (deps) => {
    const home = toolsFolder(deps.environment);
    const real = await Deno.makeTempDir({ prefix: "dayctl-tools-" });
    try {
      await deps.files.ensureFolder(dirname(home));
      await Deno.symlink(real, home);
      const { pcluster, bin } = await installTools(deps);
      assert.deepEqual([dirname(pcluster), dirname(bin)], [real, real]);
      assert.ok(ran.flat().every((word) => !word.startsWith(home)), "no program was told of the link");
      assert.ok((await Deno.readTextFile(`${bin}/fallback/jq`)).includes(real));
      await removeOwned(deps, home, "sandbox", [bin]);
      assert.deepEqual(await deps.files.list(real), [basename(bin), `${basename(bin)}.lock`]);
    } finally {
      await Deno.remove(real, { recursive: true });
    }
  });
});

Deno.test("a folder that cannot be made is told with its name and its cause, and nothing is run", () => {
  const { processes, ran } = scripted({ "python3.11": "3.11.7\n" });
  return inCache(processes, async (deps) => {
    const folder = `${deps.environment.get("XDG_CACHE_HOME")}/file/tools`;
    await Deno.writeTextFile(dirname(folder), "");
    await assert.rejects(installPrivateTools(deps, folder), {
      code: "DAY-TOOL-001",
      message: new RegExp(`^Nothing can be installed in ${folder}: .+`),
      fix: /--dir/,
    });
    assert.deepEqual(ran, []);
  });
});
