import assert from "node:assert/strict";
import { join } from "node:path";
import { repository } from "../support/source_files.ts";
import { withSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { publicKey, spotFolder } from "./spot_here.ts";

/** Without addresses, which are others in every run, and without what depends on how long it took. */
const stable = (text: string) =>
  text.replaceAll(/(?<=\S) {2,}/g, "  ").replaceAll(/ +\d+\.\d+\.\d+\.\d+\b/g, " ADDRESS").replaceAll(
    / +0\.00\d\d$/gm,
    "",
  );

Deno.test("README's section on Spot runs as it is written, and says what it says there", async () => {
  const readme = await Deno.readTextFile(join(repository, "README.md"));
  const [, section] = /\n## Nodes on Spot capacity\n([^]*?)\n## /.exec(readme) ?? [];
  const [, script, excerpt] = /```sh\n([^]*?)```[^]*?```text\n([^]*?)```/.exec(section) ?? [];
  await withSandbox({}, async (sandbox) => {
    const spot = await spotFolder(sandbox);
    await Deno.remove(spot.path("config.yaml"));
    let said = "\n";
    for (const line of script.trim().split("\n")) {
      const [, words] = /^deno task spot-deploy (.*)$/.exec(line) ?? [];
      if (words !== undefined) {
        // This process is in a sandbox already.
        const { code, out, err } = await spot.run(words.replace(" --sandbox", "").split(" "));
        assert.equal(code, 0, `${line}: ${err}`);
        said += out;
        if (words.startsWith("create")) assert.equal((await runningIn(sandbox)).length, 3);
      } else if (line.startsWith("ssh-keygen ")) {
        await spot.write("node_key.pub", publicKey);
      } else if (line.startsWith("sed ")) {
        const { success } = await new Deno.Command("sh", { args: ["-c", line], cwd: spot.folder }).output();
        assert.ok(success, line);
      } else assert.match(line, /^deno task sandbox (?:up|down)$/);
    }
    assert.deepEqual(await runningIn(sandbox), []);
    for (const part of excerpt.split("[…]\n")) {
      assert.ok(stable(said).includes(`\n${stable(part)}`), `not said:\n${stable(part)}\nbut:\n${stable(said)}`);
    }
  });
});
