import assert from "node:assert/strict";
import { join } from "node:path";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const modeOf = async (path: string) => (await Deno.stat(path)).mode! & 0o7777;

Deno.test("a new file is readable by its owner only; an existing one keeps its mode, whatever the umask", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "f");
    await systemFiles.replace(path, "ü");
    assert.deepEqual([await Deno.readTextFile(path), await modeOf(path)], ["ü", 0o600]);
    for (const mode of [0o664, 0o400]) {
      await Deno.chmod(path, mode);
      await systemFiles.replace(path, new Uint8Array([1, 2]));
      assert.deepEqual(await systemFiles.readBytes(path), new Uint8Array([1, 2]));
      assert.equal(await modeOf(path), mode);
    }
  }));

Deno.test("replacing is one step: a reader sees the old bytes or the new ones, and an open file stays as it was", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "f");
    const texts = ["a".repeat(300_000), "b".repeat(300_000)];
    await systemFiles.replace(path, texts[0]);
    using old = await Deno.open(path);
    let writing = true;
    const seen = new Set<string>();
    const reading = async () => {
      while (writing) seen.add(await Deno.readTextFile(path));
    };
    const reader = reading();
    for (let turn = 1; turn <= 20; turn++) await systemFiles.replace(path, texts[turn % 2]);
    writing = false;
    await reader;
    assert.ok([...seen].every((text) => texts.includes(text)), "a torn file was seen");
    const bytes = new Uint8Array(1);
    await old.read(bytes);
    assert.equal(bytes[0], "a".charCodeAt(0));
    assert.deepEqual(await systemFiles.list(folder), ["f"], "no temporary file is left");
  }));

Deno.test("a replacement that fails leaves the old file and nothing else", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "taken"));
    await assert.rejects(systemFiles.replace(join(folder, "taken"), "x"));
    assert.deepEqual(await systemFiles.list(folder), ["taken"]);
    await assert.rejects(systemFiles.replace(join(folder, "absent", "f"), "x"));
  }));

Deno.test("a link stays a link, and the file behind it is replaced", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "elsewhere"));
    const real = join(folder, "elsewhere", "f");
    await Deno.writeTextFile(real, "old");
    await Deno.symlink(real, join(folder, "link"));
    await systemFiles.replace(join(folder, "link"), "new");
    assert.equal(await Deno.readTextFile(real), "new");
    assert.ok((await Deno.lstat(join(folder, "link"))).isSymlink);
  }));

Deno.test("what stands at a path: a file with its permission bits, a folder, or nothing", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "f");
    await Deno.writeTextFile(path, "x", { mode: 0o600 });
    assert.deepEqual(await systemFiles.stat(path), { isFile: true, mode: 0o600 });
    assert.equal((await systemFiles.stat(folder))?.isFile, false);
    assert.equal(await systemFiles.stat(join(folder, "absent")), undefined);
    assert.equal(await systemFiles.stat(join(path, "below a file")), undefined);
  }));

Deno.test("names are sorted, an absent folder is empty, and removing what is absent is fine", () =>
  inTemporaryFolder(async (folder) => {
    for (const name of ["b", "a", "C"]) await Deno.writeTextFile(join(folder, name), "");
    assert.deepEqual(await systemFiles.list(folder), ["C", "a", "b"]);
    assert.deepEqual(await systemFiles.list(join(folder, "absent")), []);
    await systemFiles.remove(join(folder, "b"));
    await systemFiles.remove(join(folder, "b"));
    assert.deepEqual(await systemFiles.list(folder), ["C", "a"]);
  }));

Deno.test("decision 3.16: folders are made with their parents, mode 0700, and may exist", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "a", "b");
    await systemFiles.ensureFolder(path);
    await systemFiles.ensureFolder(path);
    assert.deepEqual([await modeOf(path), await modeOf(join(folder, "a"))], [0o700, 0o700]);
  }));

Deno.test("a writer that was killed in the middle leaves nothing behind once the file is written again", () =>
  inTemporaryFolder(async (folder) => {
    const id = "6f1c2a34-0b1d-4c5e-8f90-1a2b3c4d5e6f";
    const left = `.state.json.${id}.tmp`;
    // Of another file's writer, and of somebody's.
    const others = [`.other.json.${id}.tmp`, ".state.json.mine.tmp"];
    const longAgo = new Date(Date.now() - 61_000);
    for (const name of [left, ...others]) {
      await Deno.writeTextFile(join(folder, name), "half");
      await Deno.utime(join(folder, name), longAgo, longAgo);
    }
    await systemFiles.replace(`${folder}/state.json`, "whole");
    assert.deepEqual(await systemFiles.list(folder), [...others, "state.json"]);
  }));

Deno.test("writers of one file at the same time do not take each other's work away", () =>
  inTemporaryFolder(async (folder) => {
    const path = `${folder}/state.json`;
    const contents = Array.from({ length: 200 }, (_, at) => `whole ${at}`);
    await Promise.all(contents.map((content) => systemFiles.replace(path, content)));
    assert.ok(contents.includes(await Deno.readTextFile(path)));
    assert.deepEqual(await systemFiles.list(folder), ["state.json"]);
  }));
