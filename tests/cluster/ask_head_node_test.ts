import assert from "node:assert/strict";
import { join } from "node:path";
import { askHeadNode } from "../../lib/cluster/remove/ask_head_node.ts";
import { headNodeAt } from "../../lib/cluster/headnode/head_node.ts";
import { type Clock, systemClock } from "../../lib/host/clock.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { callsOf, environmentOf, runWorld, writeProgram } from "./run_world.ts";

/** Ten seconds pass when the test says so, and everything else takes no time. */
function heldClock() {
  const late = Promise.withResolvers<void>();
  const clock: Clock = {
    ...systemClock,
    sleep: (milliseconds, signal) => {
      if (milliseconds === 10_000) return late.promise;
      return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    },
  };
  return { clock, pass: () => late.resolve() };
}

function asking(
  script: string,
  body: (ask: (exported?: string) => ReturnType<typeof askHeadNode>, pass: () => void, folder: string) => Promise<void>,
) {
  return () =>
    inTemporaryFolder(async (folder) => {
      await writeProgram(folder, "ssh", script);
      const variables = { PATH: `${folder}:${Deno.env.get("PATH")}`, DAYLILY_CONFIG_DIR: join(folder, "daylily") };
      const environment = environmentOf(folder, variables);
      const { clock, pass } = heldClock();
      const { deps: world } = runWorld(folder);
      const deps = { ...world, processes: systemProcesses(environment), environment, clock };
      const key = join(folder, "k.pem");
      await Deno.writeTextFile(key, "", { mode: 0o600 });
      const place = { cluster: "demo", region: "us-west-2", via: "ssh" } as const;
      const node = headNodeAt(place, { address: "203.0.113.7", instance: "i-0123" }, key);
      await body(
        (exported = "") => askHeadNode(deps, node, exported),
        pass,
        folder,
      );
    });
}

Deno.test(
  "decision 3.57: jobs and unexported files come from the head node's own programs, newer than the export",
  // What it is asked is run here, with programs that stand for its own.
  asking(`for script; do :; done; PATH="$(dirname "$0"):$PATH" exec sh -c "$script"`, async (ask, _pass, folder) => {
    await writeProgram(folder, "squeue", `case "$*" in *"-t R "*) echo 1; echo 2 ;; *PD*) echo 7 ;; esac`);
    await writeProgram(folder, "find", `echo /a; echo /b; echo /c`);
    assert.deepEqual(await ask("2026-01-02T03:04:05.000Z"), { is: "known", running: 2, pending: 1, unexported: 3 });
    const calls = await callsOf(folder);
    assert.match(calls[0], /^-F \S+\/ssh\/demo\.us-west-2\.conf -o BatchMode=yes .* -- 203\.0\.113\.7 /);
    assert.match(await Deno.readTextFile(join(folder, "daylily", "ssh", "demo.us-west-2.conf")), /HostKeyAlias i-0123/);
    assert.ok(calls.includes("/fsx/analysis_results -type f -newermt @1767323045"), calls.join("\n"));
    await Deno.remove(join(folder, "calls"));
    await ask();
    assert.ok((await callsOf(folder)).includes("/fsx/analysis_results -type f -newermt @0"));
  }),
);

Deno.test(
  "decision 3.57: a head node that says nothing within ten seconds is unknown",
  asking(`touch "$(dirname "$0")/begun"; exec sleep 1000`, async (ask, pass, folder) => {
    const answer = ask();
    while (await Deno.stat(join(folder, "begun")).catch(() => undefined) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    pass();
    assert.deepEqual(await answer, { is: "unknown", why: "no answer within 10 s" });
  }),
);

Deno.test(
  "decision 3.57: a refused login and a foreign answer are unknown, with the reason",
  asking(
    `case "$*" in *@0*) echo 'Permission denied (publickey).' >&2; exit 255 ;; *) echo 'jobs ? ? files' ;; esac`,
    async (ask) => {
      assert.deepEqual(await ask(), {
        is: "unknown",
        why: "no connection to 203.0.113.7: Permission denied (publickey).",
      });
      assert.deepEqual(await ask("2026-01-02T03:04:05Z"), {
        is: "unknown",
        why: "the answer of the head node could not be understood",
      });
    },
  ),
);
