import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { type Ask, processTable, signalProcess } from "../../lib/host/system/process_table.ts";

/** The real machine, but for the programs that are said to be missing. */
function askWithout(...missing: readonly string[]): Ask & { readonly asked: string[][] } {
  const asked: string[][] = [];
  const ask: Ask = async ([program, ...args]) => {
    asked.push([program, ...args]);
    if (missing.includes(program)) return undefined;
    const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    return new TextDecoder().decode(stdout);
  };
  return Object.assign(ask, { asked });
}

async function withSleeper(body: (child: Deno.ChildProcess) => Promise<void>): Promise<void> {
  const child = new Deno.Command("sleep", { args: ["63.5"], detached: true }).spawn();
  try {
    await body(child);
  } finally {
    await signalProcess(askWithout(), child.pid, "KILL");
    await child.status;
  }
}

Deno.test("this user's processes with number, beginning and arguments, from ps or, where it is missing, from Python", () => {
  const before = Date.now();
  return withSleeper(async (child) => {
    const after = Date.now();
    const rows = [];
    for (const missing of ["nothing", "ps"]) {
      const table = await processTable(askWithout(missing));
      const row = table.find(({ pid }) => pid === child.pid);
      assert.match(row?.command ?? "", /(^|\/)sleep 63\.5$/, missing);
      const { started = 0 } = row ?? {};
      assert.ok(started > before - 3_000 && started < after + 3_000, missing);
      rows.push(row);
    }
    assert.ok(Math.abs((rows[0]?.started ?? 0) - (rows[1]?.started ?? 0)) <= 2_000);
  });
});

Deno.test("long command lines are not cut", async () => {
  const long = "x".repeat(3_000);
  const child = new Deno.Command("sh", { args: ["-c", "sleep 64 & wait", long], detached: true }).spawn();
  try {
    for (const missing of ["nothing", "ps"]) {
      const table = await processTable(askWithout(missing));
      assert.ok(table.some(({ pid, command }) => pid === child.pid && command.endsWith(long)), missing);
    }
  } finally {
    await signalProcess(askWithout(), child.pid, "KILL");
    await child.status;
  }
});

Deno.test("a dead process that nobody waited for is not running", async () => {
  const script = "sh -c 'exit 0' & echo $!; exec sleep 65";
  const parent = new Deno.Command("sh", { args: ["-c", script], stdout: "piped", detached: true }).spawn();
  const reader = parent.stdout.getReader();
  const dead = Number(new TextDecoder().decode((await reader.read()).value));
  await reader.cancel();
  try {
    for (const missing of ["nothing", "ps"]) {
      await eventually(`without ${missing} the dead one is not running`, async () => {
        const pids = (await processTable(askWithout(missing))).map(({ pid }) => pid);
        assert.ok(pids.includes(parent.pid), missing);
        return !pids.includes(dead);
      });
    }
  } finally {
    parent.kill("SIGKILL");
    await parent.status;
  }
});

Deno.test("without ps and Python nothing is known to run", async () => {
  assert.deepEqual(await processTable(askWithout("ps", "python3")), []);
});

Deno.test("a signal goes to the process and its group, through kill or, where it is missing, through Python", async () => {
  for (const missing of ["nothing", "kill"]) {
    await withSleeper(async (child) => {
      await signalProcess(askWithout(missing), child.pid, "TERM");
      assert.equal((await child.status).signal, "SIGTERM", missing);
      await signalProcess(askWithout(missing), child.pid, "TERM");
    });
  }
});
