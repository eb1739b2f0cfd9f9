import assert from "node:assert/strict";
import { join } from "node:path";
import { type Clock, systemClock } from "../../lib/host/clock.ts";
import { programHere } from "../support/program_here.ts";
import { creation, onDemo, place } from "./head_node_place.ts";

/** The limit of a head node ends when somebody says so. */
function clockUntil(end: Promise<void>): Clock {
  const sleep: Clock["sleep"] = (milliseconds, signal) => {
    return milliseconds === 10_000 ? end : systemClock.sleep(milliseconds, signal);
  };
  return { ...systemClock, sleep };
}

Deno.test("issue 16: status over a real sshd: queues and jobs, and every reason why there are none", async () => {
  await place(async ({ config, dayctl, env, onHead, server }) => {
    assert.equal((await dayctl(...creation)).code, 0);
    const status = ["status", ...onDemo, "--output", "json"];
    const asked = async () => {
      const { code, out, err } = await programHere(status, { env, clock: clockUntil(new Promise(() => {})) });
      assert.equal(code, 0, err);
      const [{ queues, unknown }] = JSON.parse(out).clusters;
      return { queues, why: unknown.find(({ what }: { what: string }) => what === "queues")?.why };
    };
    assert.match((await asked()).why, /^ended with exit code 3: .*sinfo/);

    await Deno.mkdir(onHead("slurm"));
    for (const [name, lines] of [["sinfo", "queue i8"], ["squeue", "job i8 RUNNING\\njob i8 PENDING"]]) {
      await Deno.writeTextFile(onHead(`slurm/${name}`), `#!/bin/sh\nprintf '${lines}\\n'\n`, { mode: 0o755 });
    }
    await Deno.writeTextFile(onHead(".bashrc"), `echo noise; PATH="${onHead("slurm")}:$PATH"\n`);
    assert.deepEqual(await asked(), { queues: [{ name: "i8", running: 1, pending: 1 }], why: undefined });
    await Deno.writeTextFile(onHead("slurm/squeue"), "#!/bin/sh\nprintf 'job i8,i128 PENDING\\033[2J\\n'\n");
    assert.equal((await asked()).why, "the head node said: job i8,i128 PENDING\ufffd[2J");

    await server.changeHostKey();
    assert.match((await asked()).why, /has a different SSH host key than at the first login to this instance/);

    // It accepts the connection and says nothing: the limit passes when somebody waits for it.
    const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const options = join(config, "ssh", "config");
    await Deno.writeTextFile(
      options,
      (await Deno.readTextFile(options)).replace(/Port \d+/, `Port ${silent.addr.port}`),
    );
    const met = silent.accept();
    const clock = clockUntil(met.then(() => {}));
    const { out } = await programHere(status, { env, clock });
    (await met).close();
    silent.close();
    const [{ unknown }] = JSON.parse(out).clusters;
    assert.deepEqual(unknown, [{ what: "queues", why: "no answer within 10 s" }]);
  });
});
