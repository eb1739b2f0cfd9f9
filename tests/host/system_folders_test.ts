import assert from "node:assert/strict";
import { join } from "node:path";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

const { entry, put, link, rename } = systemFolders;

Deno.test("what stands at a path itself: a file, a folder, a link wherever it leads, or nothing", () =>
  inTemporaryFolder(async (folder) => {
    await put(join(folder, "file"), "x", 0o640);
    await Deno.mkdir(join(folder, "folder"), { mode: 0o750 });
    await link("nowhere", join(folder, "link"));
    const entries = ["file", "folder", "link", "none", "file/below"].map((name) => entry(join(folder, name)));
    assert.deepEqual(await Promise.all(entries), [
      { is: "file", mode: 0o640 },
      { is: "folder", mode: 0o750 },
      { is: "link", target: "nowhere" },
      undefined,
      undefined,
    ]);
    assert.equal((await entry("/dev/null"))?.is, "other");
  }));

Deno.test("a file is put in the place of a link, and what the link leads to stays as it is", () =>
  inTemporaryFolder(async (folder) => {
    const [real, name] = [join(folder, "real"), join(folder, "name")];
    await Deno.writeTextFile(real, "mine");
    await link(real, name);
    await put(name, "ours", 0o755);
    assert.deepEqual([await Deno.readTextFile(real), await Deno.readTextFile(name)], ["mine", "ours"]);
    assert.deepEqual(await entry(name), { is: "file", mode: 0o755 });
    await rename(real, name);
    assert.equal(await Deno.readTextFile(name), "mine");
    assert.equal(await entry(real), undefined);
  }));
