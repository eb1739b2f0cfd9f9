import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { writeProgram } from "./run_world.ts";

export type WidePlace = {
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  /** The programs that stand before others: `ssh` is among them. */
  readonly bin: string;
  /** Has the folders of the head node, `slurm` for `/home/slurm` and `fsx`. */
  readonly head: string;
};

export const wide = "--set=cluster_template_yaml=config/day_cluster/wide_cluster.yaml";

/**
 * What a head node is asked is run here, with folders in the place of its own; its time is five and a half hours ahead. It waits until it
 * may answer.
 */
const ssh = (head: string) =>
  `for script; do :; done
while [ -e '${head}/wait' ]; do sleep 0.05; done
script=$(printf '%s\\n' "$script" | sed 's#/home/slurm#${head}/slurm#g; s#/fsx#${head}/fsx#g')
PATH="$(dirname "$0"):$PATH" TZ=IST-5:30 exec bash -c "echo noise; $script"`;

/** A cluster `demo`, of the wide template, whose head node answers. @param words more for its creation */
export function onWideCluster(body: (place: WidePlace) => Promise<void>, ...words: readonly string[]) {
  return () =>
    withSandbox(
      { settings: { secondsOfCreation: 0, networkSeconds: 0, secondsOfDeletion: 0, exportSeconds: 0 } },
      async (sandbox) => {
        const double = await installDouble(sandbox);
        const bin = await Deno.makeTempDir({ dir: sandbox.folder });
        const head = await Deno.makeTempDir({ dir: sandbox.folder });
        for (const folder of ["slurm", "fsx"]) await Deno.mkdir(`${head}/${folder}`);
        const made = await programHere([...demo, "--cluster", "demo", ...words], {
          env: double,
          clock: hurriedClock(),
        });
        assert.equal(made.code, 0, made.err);
        await writeProgram(bin, "ssh", ssh(head));
        await writeProgram(bin, "sinfo", "echo 'queue i8'");
        await writeProgram(bin, "squeue", "exit 0");
        await body({ sandbox, bin, head, env: { ...double, PATH: [bin, double.PATH].join(delimiter) } });
      },
    );
}
