import assert from "node:assert/strict";
import { join } from "node:path";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { $ } from "../../tools/shell.ts";
import { configuring, creation, messageOf, outcomes, place, text } from "./head_node_place.ts";

Deno.test("decision 3.57c: the packaged program goes to the head node, and checks itself there", async (test) => {
  await place(async (here) => {
    const { work, onHead } = here;
    const made = await here.dayctl(...creation);
    assert.equal(made.code, 0, made.err);
    const path = join(work, "dist", "dayctl");
    await Deno.mkdir(join(work, "dist"));
    const pack = async (...lines: readonly string[]) => {
      await Deno.writeTextFile(path, `${["#!/bin/sh", ...lines].join("\n")}\n`);
      await Deno.writeTextFile(`${path}.sha256`, `${(await $`sha256sum ${path}`.text()).split(" ")[0]}  dayctl\n`);
    };
    const env = { ...here.env, DAYCTL_EXECUTABLE: path };
    const ship = (PATH = here.env.PATH) =>
      programHere([...configuring, "--ship-binary"], { env: { ...env, PATH }, clock: hurriedClock(), folder: work });
    const shipped = onHead(".local/bin/dayctl");

    await test.step("it is copied, compared and started", async () => {
      await pack('echo "$0 $*" >>~/checked');
      const ended = await ship();
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(outcomes(ended).slice(-3), ["program done", "self_check done", "shims done"]);
      assert.deepEqual((await text(onHead("checked"))).trim().split("\n"), [
        `${shipped} self-check`,
        `${shipped} shims install --dir .local/bin day-clone`,
        `${shipped} shims install --dir projects/daylily-ephemeral-cluster/bin create_budget.sh helpers/setup_cluster_heartbeat.py ` +
        "helpers/teardown_cluster_heartbeat.py",
      ]);
      assert.equal(await text(shipped), await text(path));
    });

    await test.step("what stands there already is not sent again, and checks itself once more", async () => {
      await Deno.remove(onHead("checked"));
      const bin = await Deno.makeTempDir({ dir: work });
      await Deno.writeTextFile(join(bin, "scp"), "#!/bin/sh\necho sent >&2\nexit 1\n", { mode: 0o755 });
      const ended = await ship(`${bin}:${here.env.PATH}`);
      assert.equal(ended.code, 0, ended.err);
      assert.match(await text(onHead("checked")), /self-check\n/);
    });

    await test.step("one that does not find itself well there is a step that failed", async () => {
      await pack("echo 'FAIL cache.folder: no room'; echo '  fix: make room'; exit 1");
      const ended = await ship();
      assert.equal(ended.code, 2);
      assert.equal(messageOf(ended, "self_check"), "ended with exit code 1: FAIL cache.folder: no room");
      assert.deepEqual(outcomes(ended).slice(-1), ["shims skipped"], "the scripts stay where they are");
      assert.match(JSON.parse(ended.out).next[0], / headnode configure .* --ship-binary$/);
      assert.match(ended.err, /setup steps failed on the head node of cluster \S+: self_check, shims/);
    });

    await test.step("what changes on the way takes no place there", async () => {
      const before = await text(shipped);
      await pack("exit 0");
      const bin = await Deno.makeTempDir({ dir: work });
      const scp = `#!/bin/sh\n'${await $.which("scp")}' "$@" && printf x >>'${onHead(".dayctl.part")}'\n`;
      await Deno.writeTextFile(join(bin, "scp"), scp, { mode: 0o755 });
      const ended = await ship(`${bin}:${here.env.PATH}`);
      assert.equal(messageOf(ended, "self_check"), "ended with exit code 78: what has arrived is not what was sent");
      assert.equal(await text(shipped), before);
      assert.equal(await text(onHead(".dayctl.part")), "");
    });

    await test.step("a file that is not what was packaged is not sent, and one that is not there is named", async () => {
      await Deno.writeTextFile(path, "damaged", { append: true });
      assert.match(
        messageOf(await ship(), "program"),
        /dist\/dayctl does not match its checksum.*build it again in the checkout with the task package \(--target linux-/,
      );
      await Deno.remove(path);
      assert.match(
        messageOf(await ship(), "program"),
        /dist\/dayctl does not exist.*build it in the checkout with the task package \(--target linux-/,
      );
    });
  });
});
