import assert from "node:assert/strict";
import { join } from "node:path";
import { unitFile } from "../../lib/worksets/monitor/unit_file.ts";
import { bucket, root, worksets } from "./worksets_here.ts";

const difficult = {
  root: "s3://bucket/100% of it",
  command: ["deno", "run", "a b", 'q"uote', "$HOME", "%h", "back\\slash"],
  folder: "/srv",
  user: "root",
  path: "/usr/bin:/opt/a b",
  finishes: true,
};

Deno.test("systemd gives the words back as they were", () => {
  const unit = unitFile(difficult);
  assert.match(unit, /^ExecStart=\/usr\/bin\/env deno run "a b" "q\\"uote" \$\$HOME %%h "back\\\\slash"$/m);
  assert.match(unit, /^Environment="PATH=\/usr\/bin:\/opt\/a b"$/m);
  assert.match(unit, /^Description=.*100%% of it$/m);
  assert.match(unit, /^TimeoutStopSec=infinity$/m);
  assert.match(unit, /^KillMode=process$/m);
});

Deno.test(
  "a unit file of systemd",
  worksets(async (step) => {
    await step("unit prints the monitor's own command with the flags it was given", async (world) => {
      const { code, out, err } = await world.run(
        `monitor-worksets unit s3://${bucket}/${root} --region us-west-2 --run-location local --max-parallel 4 ` +
          "--workset a --workset b --allow-shell --run-once",
      );
      assert.equal(code, 0, err);
      const command = `${world.env.DAYCTL_EXECUTABLE} monitor-worksets s3://${bucket}/${root}`;
      assert.ok(
        out.includes(
          `ExecStart=/usr/bin/env ${command} --profile sandbox --region us-west-2 --local-root /var/lib/daylily-worksets ` +
            "--workset a --workset b --max-parallel 4 --run-location local --allow-shell\n",
        ),
        out,
      );
      assert.equal((await world.run(`monitor-worksets unit s3://${bucket}/${root} --max-parallel x`)).code, 1);
      await verified(join(world.folder, "daylily-worksets.service"), out);
    });
    await step("systemd accepts what is difficult as well", async (world) => {
      await verified(join(world.folder, "difficult.service"), unitFile(difficult));
    });
  }),
);

/** As systemd itself judges it, where it is installed. */
async function verified(path: string, unit: string): Promise<void> {
  await Deno.writeTextFile(path, unit);
  const hasSystemd = (await new Deno.Command("sh", { args: ["-c", "command -v systemd-analyze"] }).output()).success;
  if (!hasSystemd) return;
  const { code, stderr } = await new Deno.Command("systemd-analyze", { args: ["verify", path], stdout: "null" })
    .output();
  assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
}
