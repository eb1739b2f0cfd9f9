import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "../../lib/cli/commands/parse.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import { systemHost } from "../../lib/host/system/system_host.ts";
import { installed, keptPath, legacyNames } from "../../lib/shims/legacy_names.ts";
import { namedRow } from "../../tasks/tasks.ts";
import { loadTask } from "../../tasks/wiring/load_task.ts";
import { withScripts } from "./scripts_here.ts";

const deets = "get_git_deets.sh";
const create = "daylily-create-ephemeral-cluster";
const watcher = "helpers/watch_cluster_status.py";

Deno.test("every legacy name stands for a task that there is, and no two are kept in one place", async () => {
  for (const { name, task: [task, ...words], positionals = [], flags = {}, asks = [] } of legacyNames) {
    const row = namedRow(task);
    assert.equal(row?.name, task, name);
    const given = [
      ...words,
      ...positionals.map(({ flag }) => flag === undefined ? "x" : `${flag}=x`),
      ...Object.values(flags),
      ...asks.map(({ flag }) => `${flag}=x`),
    ];
    // What stands before the word is looked at, and what is needed is not missed.
    assert.equal((await parse(await loadTask(task), [...given, "--help"], "0", systemHost())).is, "text", name);
  }
  const bases = legacyNames.map(({ name }) => name.split("/").at(-1));
  assert.equal(new Set(bases).size, bases.length);
  assert.equal(new Set(legacyNames.map(keptPath)).size, legacyNames.length);
  assert.deepEqual(legacyNames.filter(({ name, task }) => task[1] === "run" && name !== task[2]), []);
});

Deno.test("shims install replaces one script, remove brings it back byte for byte, with its mode", () =>
  withScripts(async ({ write, read, world, shims, bin }) => {
    await write(deets, "#!/bin/bash\n# é, no end of line", 0o750);
    await write("mine.sh", "echo mine\n");
    const before = await world();
    const list = await shims("list");
    assert.deepEqual(
      list.changed,
      Object.fromEntries(legacyNames.map(({ name }) => [name, name === deets ? "script" : "absent"])),
    );
    assert.deepEqual(await world(), before);

    const installed = await shims("install", deets);
    assert.equal(installed.code, 0, installed.err);
    const entry = { name: deets, task: `shims run ${deets}`, path: join(bin, deets) };
    assert.deepEqual(installed.shims, [
      { ...entry, state: "shim", original: join(bin, "legacy", deets), outcome: "created" },
    ]);
    assert.deepEqual(Object.keys(await world()), [deets, "legacy/", `legacy/${deets}`, "mine.sh"]);
    assert.equal((await world())[`legacy/${deets}`], before[deets]);
    assert.match((await world())[deets], /^755 #!\/bin\/sh\n/);
    const shim = await read(deets);

    const again = await shims("install", deets);
    assert.deepEqual([again.code, again.changed], [0, {}]);
    assert.equal(await read(deets), shim);

    const removed = await shims("remove", deets);
    assert.deepEqual([removed.code, removed.changed], [0, { [deets]: "restored" }]);
    assert.deepEqual(await world(), before);
    assert.deepEqual((await shims("remove", deets)).changed, {});
    assert.deepEqual(await world(), before);
  }));

Deno.test("decision 3.64: shims install without names makes all, in the legacy's subfolders; remove leaves nothing of them", () =>
  withScripts(async ({ write, world, shims }) => {
    await write(create, "#!/usr/bin/env bash\necho old\n");
    await write(watcher, "#!/usr/bin/env python3\nprint('old')\n", 0o644);
    const before = await world();
    const dry = await shims("install", "--dry-run");
    assert.deepEqual(dry.changed, Object.fromEntries(installed.map(({ name }) => [name, "created"])));
    assert.deepEqual(await world(), before);

    assert.deepEqual((await shims("install")).changed, dry.changed);
    const { [watcher]: stub, [`legacy/${watcher}`]: script, [`legacy/${create}.bash`]: bash } = await world();
    assert.match(stub, /^755 #!\/usr\/bin\/env python3\n/);
    assert.deepEqual([script, bash], [before[watcher], before[create]]);
    assert.deepEqual((await shims("list", create)).changed, { [create]: "shim" });

    const dryRemoval = await shims("remove", "--dry-run");
    const { changed } = await shims("remove");
    assert.deepEqual(changed, dryRemoval.changed);
    assert.deepEqual([changed[create], changed[watcher], changed[deets]], ["restored", "restored", "removed"]);
    assert.deepEqual(await world(), before);
  }));

Deno.test("a name may be typed with its folder, or without its subfolder; an unknown one is told with what may be meant", () =>
  withScripts(async ({ world, shims }) => {
    for (const typed of [`bin/${deets}`, "watch_cluster_status.py", watcher, `./bin/${watcher}`]) {
      const { code, shims: [{ name }], changed } = await shims("install", "--dry-run", typed);
      assert.deepEqual([code, Object.keys(changed)], [0, [name]], typed);
    }
    for (const typed of ["get_git_deet.sh", `elsewhere/${deets}`]) {
      const { code, error } = await shims("install", deets, typed);
      assert.deepEqual([code, error?.code, error?.fix], [1, "DAY-USE-001", `did you mean ${deets}?`], typed);
    }
    assert.deepEqual(await world(), {});
  }));

Deno.test("a folder of scripts: the default has to be there, one that is named is made, a file is none", () =>
  withScripts(async ({ folder, bin, write, shims }) => {
    const named = await shims("install", "--dir", "new/bin", deets);
    assert.equal(named.code, 0, named.err);
    assert.equal((await Deno.stat(join(folder, "new/bin", deets))).mode! & 0o777, 0o755);
    await write("file", "");
    for (const dir of ["bin/file", "", "/"]) {
      assert.equal((await shims("list", "--dir", dir)).error?.code, "DAY-USE-001");
    }
    const hidden = await shims("list", "--dir", "/proc/nothing");
    assert.deepEqual([hidden.code, hidden.error?.code], [1, "DAY-SHIM-001"]);
    await Deno.remove(bin, { recursive: true });
    assert.match((await shims("instal")).error?.message ?? "", /expected install, remove, list, run/);
    const { error } = await shims("install", deets);
    assert.deepEqual([error?.code, error?.message], ["DAY-USE-001", `${folder} has no folder bin`]);
  }));

Deno.test("an install over an original that has changed: both are kept, and the newer one comes back", () =>
  withScripts(async ({ write, world, shims }) => {
    await write(deets, "old\n");
    await shims("install", deets);
    await write(deets, "new\n");
    const before = await world();
    const { shims: [{ original, outcome }] } = await shims("install", deets);
    assert.match(`${outcome} ${original}`, /^created .*\/legacy\/get_git_deets\.sh\.2$/);
    assert.deepEqual((await shims("install", deets)).changed, {});
    assert.equal((await world())[`legacy/${deets}`], "755 old\n");
    await shims("remove", deets);
    assert.deepEqual(await world(), before);
    // The same bytes need no second place.
    await write(deets, "old\n");
    await shims("install", deets);
    assert.deepEqual(Object.keys(await world()), [deets, "legacy/", `legacy/${deets}`]);
  }));

Deno.test("a shim of an earlier version is replaced, and its original stays where it is", () =>
  withScripts(async ({ bin, write, world, shims }) => {
    await write(create, "old\n");
    await shims("install", create);
    const now = await world();
    // A folder that was moved: the shim knew where it had been.
    await Deno.rename(bin, `${bin}.moved`);
    const moved = await shims("install", "--dir", `${bin}.moved`, create);
    assert.deepEqual(moved.changed, { [create]: "updated" });
    await Deno.rename(`${bin}.moved`, bin);
    assert.deepEqual((await shims("install", create)).changed, { [create]: "updated" });
    assert.deepEqual(await world(), now);
    await Deno.remove(join(bin, `.${create}.legacy`));
    assert.deepEqual((await shims("install", create)).changed, { [create]: "updated" });
    assert.deepEqual(await world(), now);
  }));

Deno.test("a shim that was changed by hand is refused, and nothing else is done then", () =>
  withScripts(async ({ read, write, world, shims }) => {
    await write(deets, "old\n");
    await write(create, "old\n");
    await shims("install", deets);
    await write(deets, (await read(deets)).replace("exec", "exec nice"));
    const before = await world();
    for (const verb of ["install", "remove"]) {
      const { code, error } = await shims(verb);
      assert.deepEqual([code, error?.code], [1, "DAY-SHIM-001"], verb);
      assert.match(
        error?.message ?? "",
        /get_git_deets\.sh is a shim \(replacement script\) that was changed by hand$/,
      );
      assert.deepEqual(await world(), before);
    }
    assert.deepEqual((await shims("list", deets)).changed, { [deets]: "changed" });
  }));

Deno.test("a shim that was taken away by hand: install makes it again, remove brings the script back", () =>
  withScripts(async ({ bin, write, world, shims }) => {
    await write(deets, "old\n");
    const before = await world();
    for (const between of [["install", deets], ["list"]]) {
      await shims("install", deets);
      await Deno.remove(join(bin, deets));
      const { code, err } = await shims(...between);
      assert.equal(code, 0, err);
      assert.deepEqual((await shims("remove", deets)).changed, { [deets]: "restored" });
      assert.deepEqual(await world(), before);
    }
  }));

Deno.test("an original that is gone: remove says so and leaves the shim", () =>
  withScripts(async ({ bin, write, read, shims }) => {
    await write(deets, "old\n");
    await shims("install", deets);
    const shim = await read(deets);
    await Deno.remove(join(bin, "legacy", deets));
    const { code, error } = await shims("remove");
    assert.deepEqual([code, error?.code], [1, "DAY-SHIM-001"]);
    assert.match(error?.message ?? "", /the original script is no longer in .*\/legacy\/get_git_deets\.sh$/);
    assert.equal(await read(deets), shim);
  }));

Deno.test("a script that is a link: what it leads to is not touched, and the same link comes back", () =>
  withScripts(async ({ folder, bin, world, shims }) => {
    await Deno.mkdir(join(bin, "helpers"));
    await Deno.writeTextFile(join(folder, "real.py"), "real\n");
    const links = { [deets]: "nowhere/at/all", [watcher]: "../../real.py", [create]: join(folder, "real.py") };
    for (const [name, target] of Object.entries(links)) await Deno.symlink(target, join(bin, name));
    const before = await world();
    assert.equal((await shims("install")).code, 0);
    assert.equal(await Deno.readTextFile(join(folder, "real.py")), "real\n");
    // It leads to the same file from there.
    assert.equal(await Deno.readTextFile(join(bin, "legacy", watcher)), "real\n");
    assert.match((await world())[deets], /^755 #!/);
    assert.deepEqual((await shims("install")).changed, {});
    assert.equal((await shims("remove")).code, 0);
    assert.deepEqual(await world(), before);
  }));

Deno.test("what stands in the way is told before anything is changed", () =>
  withScripts(async ({ bin, write, world, shims }) => {
    const cases: readonly (readonly [string, () => Promise<void>, RegExp])[] = [
      ["legacy", () => Deno.symlink("../nowhere", join(bin, "legacy")), /legacy is a broken link/],
      ["legacy", () => write("legacy", "a file"), /legacy is not a folder/],
      ["helpers", () => write("helpers", "a file"), /helpers is not a folder/],
      [deets, () => Deno.mkdir(join(bin, deets)), /get_git_deets\.sh is not a script/],
      [
        `.${create}.legacy`,
        () => write(`.${create}.legacy`, "mine"),
        /\.legacy is a link that shims install did not create/,
      ],
    ];
    for (const [name, place, message] of cases) {
      await write(create, "old\n");
      await place();
      const before = await world();
      const { code, error } = await shims("install");
      assert.deepEqual([code, error?.code], [1, "DAY-SHIM-001"], name);
      assert.match(error?.message ?? "", message);
      assert.deepEqual(await world(), before);
      await Deno.remove(join(bin, name), { recursive: true });
    }
  }));

Deno.test("a folder legacy that leads elsewhere is used, and stays", () =>
  withScripts(async ({ folder, bin, write, world, shims }) => {
    await Deno.mkdir(join(folder, "archive"));
    await Deno.symlink("../archive", join(bin, "legacy"));
    await write(deets, "old\n");
    const before = await world();
    await shims("install", deets);
    assert.equal(await Deno.readTextFile(join(folder, "archive", deets)), "old\n");
    await shims("remove", deets);
    assert.deepEqual(await world(), before);
  }));

Deno.test("a folder that cannot be written: nothing is changed, and the message says where and why", () =>
  withScripts(async ({ bin, write, world, shimsWith }) => {
    await write(deets, "old\n");
    const before = await world();
    const denied = () => Promise.reject(new Deno.errors.PermissionDenied("Permission denied (os error 13)"));
    const files = { ...(await import("../../lib/host/system/system_files.ts")).systemFiles, ensureFolder: denied };
    for (const outside of [{ folders: { ...systemFolders, put: denied } }, { files }]) {
      const { code, error, changed } = await shimsWith(outside, "install", deets);
      assert.deepEqual([code, error?.code, changed], [1, "DAY-SHIM-002", {}]);
      assert.match(error?.message ?? "", new RegExp(`${bin}/${deets}: Permission denied`));
      await Deno.remove(join(bin, "legacy")).catch(() => {});
      assert.deepEqual(await world(), before);
    }
  }));

Deno.test("a script that is saved while it is being replaced is not lost", () =>
  withScripts(async ({ bin, write, read, shims, shimsWith }) => {
    await write(deets, "old\n");
    const put = async (path: string, content: string | Uint8Array, mode: number) => {
      await systemFolders.put(path, content, mode);
      if (path.includes("legacy")) await Deno.writeTextFile(join(bin, deets), "saved\n");
    };
    const { code, error } = await shimsWith({ folders: { ...systemFolders, put } }, "install", deets);
    assert.deepEqual([code, error?.code, await read(deets)], [1, "DAY-SHIM-002", "saved\n"]);
    await shims("install", deets);
    await shims("remove", deets);
    assert.equal(await read(deets), "saved\n");
  }));

Deno.test("two installations at the same time make the same", () =>
  withScripts(async ({ write, world, shims }) => {
    await write(deets, "old\n");
    await write(create, "old\n");
    const before = await world();
    const both = await Promise.all([shims("install"), shims("install")]);
    assert.deepEqual(both.map(({ code }) => code), [0, 0], JSON.stringify(both.map(({ err }) => err)));
    assert.deepEqual((await shims("install")).changed, {});
    await shims("remove");
    assert.deepEqual(await world(), before);
  }));
