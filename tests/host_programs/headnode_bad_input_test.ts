import assert from "node:assert/strict";
import { join } from "node:path";
import { $ } from "../../tools/shell.ts";
import { programHere } from "../support/program_here.ts";
import {
  all,
  configuring,
  creation,
  done,
  emptyHome,
  messageOf,
  onDemo,
  outcomes,
  place,
  state,
} from "./head_node_place.ts";

Deno.test("head nodes that are not as they should be", async (test) => {
  await place(async (here) => {
    const { sandbox, dayctl, onHead, env } = here;
    const made = await dayctl(...creation);
    assert.equal(made.code, 0, made.err);
    const startUp = (line: string) => Deno.writeTextFile(onHead(".bashrc"), `${line}\n`);

    await test.step("no room on its disk: the clone is named, and no half of one is left", async () => {
      await emptyHome(here);
      // Files of more than one block are refused, as on a full disk.
      await startUp("ulimit -f 1");
      await Deno.mkdir(onHead(".ssh"));
      await Deno.writeTextFile(onHead(".ssh/id_rsa"), "x");
      await Deno.writeTextFile(onHead(".ssh/id_rsa.pub"), "ssh-rsa AAAA x\n");
      const ended = await dayctl(...configuring);
      assert.equal(ended.code, 2);
      assert.deepEqual(outcomes(ended).slice(0, 4), ["key done", "show_key done", "clone failed", "tools skipped"]);
      assert.match(messageOf(ended, "clone"), /^ended with exit code \d+: /);
      assert.deepEqual([...Deno.readDirSync(onHead("projects"))].map(({ name }) => name), [".dayctl.lock"]);
    });

    await test.step("a start-up file that ends the shell: each step says what it ended with", async () => {
      await emptyHome(here);
      await startUp("echo 'not today' >&2; exit 9");
      const ended = await dayctl(...configuring);
      assert.deepEqual(
        outcomes(ended),
        ["key failed", "show_key skipped", "clone failed", ...all.slice(3).map((step) => `${step} skipped`)].filter((
          each,
        ) => !each.startsWith("repositories")),
      );
      assert.match(
        messageOf(ended, "clone"),
        /exit code 9 before the step began: .*~\/\.bashrc.*it printed: not today$/,
      );
      const { post_create_warnings: warnings } = await state(here);
      assert.deepEqual(warnings.map(({ id }: { id: string }) => id), ["headnode.key", "headnode.clone"]);
    });

    await test.step("one that ends it as if all were well: a warning says that nothing shows that it ran", async () => {
      await emptyHome(here);
      await startUp("exit 0");
      const ended = await dayctl(...configuring);
      assert.match(ended.err, /Step key may not have run on the head node, .*~\/\.bashrc/);
    });

    await test.step("one that prints: all is done, a warning names the file and what was seen", async () => {
      await emptyHome(here);
      await startUp("echo; echo welcome");
      const ended = await dayctl(...configuring);
      assert.equal(ended.code, 0, ended.err);
      assert.match(messageOf(ended, "key"), /start-up file ~\/\.bashrc there; it printed: welcome$/);
      const { post_create_warnings: warnings } = await state(here);
      assert.deepEqual(warnings.map(({ id }: { id: string }) => id), ["headnode.start_up_file"]);
    });

    await test.step("once that is mended, the same command does what is missing", async () => {
      await emptyHome(here);
      const ended = await dayctl(...configuring);
      assert.deepEqual(outcomes(ended), done.filter((each) => !each.startsWith("repositories")));
    });

    await test.step("squeue is not there, or is another one: ssh gives back what it says and its status", async () => {
      const squeue = async () => {
        let said = "";
        const inPlace = async (argv: readonly string[]) => {
          const { code, stdout, stderr } = await $`${argv}`.noThrow().stdout("piped").stderr("piped");
          said = stdout + stderr;
          return code;
        };
        const words = ["ssh", ...onDemo, "--", "PATH=$HOME/bin:/nowhere squeue --long"];
        const { code } = await programHere(words, { env, outside: { inPlace } });
        return { code, said };
      };
      const absent = await squeue();
      assert.equal(absent.code, 127);
      assert.match(absent.said, /squeue: (?:command )?not found/);
      await Deno.mkdir(onHead("bin"));
      await Deno.writeTextFile(
        onHead("bin/squeue"),
        "#!/bin/sh\necho 'squeue: unrecognized option --long' >&2\nexit 1\n",
        { mode: 0o755 },
      );
      assert.deepEqual(await squeue(), { code: 1, said: "squeue: unrecognized option --long\n" });
    });

    await test.step("a key that others could use, and one that is not there: nothing is contacted", async () => {
      const open = join(sandbox.folder, "open.pem");
      await Deno.writeTextFile(open, "", { mode: 0o640 });
      for (const task of [["headnode", "configure"], ["ssh"]]) {
        const { code, err } = await dayctl(...task, ...onDemo, "--pem", "");
        assert.equal(code, 1, err);
        assert.match(err.replace(/\s+/g, " "), /DAY-USE-001.*--pem is empty fix: name the file of the private key/);
      }
      for (
        const [pem, why] of [[open, /mode 640.*chmod 400/], [join(sandbox.folder, "none"), /none does not exist/], [
          sandbox.folder,
          /is not a file/,
        ]] as const
      ) {
        const { code, err } = await dayctl("headnode", "configure", ...onDemo, "--pem", pem);
        assert.equal(code, 1, err);
        assert.match(err.replace(/\s+/g, " "), new RegExp(`DAY-HEAD-001.*${why.source}`));
      }
    });
  });
});
