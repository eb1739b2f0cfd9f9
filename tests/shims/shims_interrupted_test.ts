import assert from "node:assert/strict";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import type { Outside } from "../../lib/host/host.ts";
import { withScripts } from "./scripts_here.ts";

const names = ["daylily-create-ephemeral-cluster", "get_git_deets.sh", "check_prereq_sw.sh"];

/** A world that ends before the n-th change to it, and what it has counted. */
function endingBefore(last: number): Pick<Outside, "files" | "folders"> & { readonly count: () => number } {
  let count = 0;
  const counted = <A extends readonly unknown[], R>(change: (...given: A) => Promise<R>) => async (...given: A) => {
    if (++count >= last) throw new Error("the machine has stopped");
    return await change(...given);
  };
  const { ensureFolder, replace, remove } = systemFiles;
  const { setMode, put, link, rename, removeTree } = systemFolders;
  return {
    count: () => count,
    files: {
      ...systemFiles,
      ensureFolder: counted(ensureFolder),
      replace: counted(replace),
      remove: counted(remove),
    },
    folders: {
      ...systemFolders,
      setMode: counted(setMode),
      put: counted(put),
      link: counted(link),
      rename: counted(rename),
      removeTree: counted(removeTree),
    },
  };
}

Deno.test("an installation and a removal that end anywhere: each name has a whole script or a whole shim, and both go on", async () => {
  for (const verb of ["install", "remove"]) {
    let changes = Infinity;
    for (let at = 1; at <= changes; at++) {
      await withScripts(async ({ bin, write, read, world, shims, shimsWith }) => {
        for (const name of names.slice(0, 2)) await write(name, `echo ${name}\n`, 0o750);
        await Deno.symlink("../elsewhere", `${bin}/${names[2]}`);
        const before = await world();
        if (verb === "remove") await shims("install", ...names);
        const ending = endingBefore(at);
        const { code } = await shimsWith(ending, verb, ...names);
        if (code === 0) changes = ending.count();
        for (const name of names.slice(0, 2)) assert.match(await read(name), /^echo \S+\n$|^#!\/bin\/sh\n.*/);
        const { shims: states } = await shims("list", ...names);
        assert.ok(states.every(({ state }) => state === "shim" || state === "script"), JSON.stringify(states));

        if (verb === "remove") {
          await shims("remove", ...names);
          assert.ok(!(`.${names[0]}.legacy` in await world()));
        }
        const installed = await shims("install", ...names);
        assert.equal(installed.code, 0, installed.err);
        assert.deepEqual(installed.shims.map(({ state }) => state), ["shim", "shim", "shim"]);
        assert.equal((await shims("remove", ...names)).code, 0);
        assert.deepEqual(await world(), before, `${verb} that ended before change ${at}`);
      });
      if (at > 40) assert.fail("it never ends well");
    }
    assert.ok(changes > 5, `${verb}: ${changes} changes`);
  }
});
