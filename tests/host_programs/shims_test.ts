import assert from "node:assert/strict";
import { join } from "node:path";
import { legacyNames } from "../../lib/shims/legacy_names.ts";
import { shellShim } from "../../lib/shims/shell_shim.ts";
import { startCommand } from "../../lib/shims/start_command.ts";
import { $ } from "../../tools/shell.ts";
import { withScripts } from "../shims/scripts_here.ts";
import { needsProgram } from "../support/needs_program.ts";
import { programsIn, recorder, started } from "../shims/started.ts";

Deno.test("every sh wrapper is clean for shellcheck, whatever starts its task and wherever it stands", () =>
  withScripts(async ({ bin, write }) => {
    await needsProgram("shellcheck");
    const paths: string[] = [];
    const starts = {
      source: ["deno", "run", "-P=reading", "--config=/it's here/deno.json", "/it's here/main.ts", "x"],
      packaged: ["/opt/day ctl/dayctl", "x"],
    };
    for (const [form, argv] of Object.entries(starts)) {
      for (const row of legacyNames.filter(({ name }) => !name.endsWith(".py"))) {
        for (const original of [undefined, `legacy/${row.name}.2`]) {
          const path = `${form}/${row.name}${original === undefined ? "" : ".kept"}`;
          await write(path, await shellShim(row, { folder: "/a b/it's", original }, startCommand(argv)));
          paths.push(join(bin, path));
        }
      }
    }
    const { code, combined } = await $`shellcheck ${paths}`.captureCombined().noThrow();
    assert.equal(code, 0, combined);
  }));

Deno.test("a shim in zsh and in a POSIX shell: started and sourced, the shell lives on and has the status", () =>
  withScripts(async ({ bin, folder, shims, write }) => {
    await write("daylily-create-ephemeral-cluster", '#!/bin/bash\nprintf "legacy %s\\n" "$@"\nexit 5\n');
    await shims("install");
    const tools = await programsIn(folder);
    await recorder(tools);
    for (const shell of ["zsh", "dash"]) {
      const path = await $.which(shell);
      if (path === undefined) throw new Error(`${shell} is missing; install it with: apt-get install ${shell}`);
      await Deno.symlink(path, join(tools, shell));
    }
    const env = { PATH: tools, HOME: folder };
    const shim = join(bin, "daylily-create-ephemeral-cluster");
    const fsx = join(bin, "daylily-export-fsx-to-s3");
    const words = ["--region-az", "a b"];
    for (const shell of ["zsh", "dash"]) {
      const { code, out, pid } = await started([shell, shim, ...words], { env, folder });
      assert.deepEqual([code, out.split("\n")], [7, [`pid ${pid}`, "create", ...words, ""]], shell);
    }
    const sourced = async (shell: string, line: string) => {
      const { code, out, err } = await started([shell, "-c", `${line}; echo "then $?"`], { env, folder });
      assert.equal(code, 0, err);
      return out.split("\n").filter((each) => !each.startsWith("pid "));
    };
    assert.deepEqual(await sourced("zsh", `source ${shim} --plan 'a b'`), ["create", "--plan", "a b", "then 7", ""]);
    assert.deepEqual(await sourced("zsh", `source ${shim} --use-legacy 'a b'`), ["legacy a b", "then 5", ""]);
    assert.deepEqual(await sourced("zsh", `source ${fsx} c r p`), [
      "export",
      "--cluster=c",
      "--region=r",
      "p",
      "then 7",
      "",
    ]);
    // It gives no arguments to what it reads.
    assert.deepEqual(await sourced("dash", `. ${shim}`), ["create", "then 7", ""]);
  }));
