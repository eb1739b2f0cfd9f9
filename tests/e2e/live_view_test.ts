import assert from "node:assert/strict";
import { requiredKeys } from "../../lib/config/keys/keys.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { asFromSource } from "../support/program_process.ts";
import { screenOf } from "../support/screen.ts";
import { type Ended, keys, type Terminal } from "../support/terminal.ts";
import { createFromLines, createOnTerminal, readArtifact, settled, writeConfig } from "./create_on_terminal.ts";

const configured = ["--config", "my.yaml"];
const trace = /^\s+at .*:\d+:\d+|Uncaught/m;

Deno.test(
  "a creation on a terminal",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("gates, keys and resources have one line each, and every line fits", life);
    await step("a window that becomes narrow in the middle of a wait", resized, {});
    await step("CI, a dumb terminal and a pipe get plain lines; NO_COLOR and FORCE_COLOR decide on colours", looks);
    await step(
      "Ctrl-C in a wait: exit 130, saved, with the command to go on",
      (sandbox) => stopped(sandbox, 130, (terminal) => terminal.type(keys.interrupt)),
      {},
    );
    await step(
      "TERM in a wait: exit 143, saved, with the command to go on",
      (sandbox) => stopped(sandbox, 143, (terminal) => terminal.signal("SIGTERM")),
      {},
    );
    await step("Ctrl-C twice: the second one does not wait for what the first one waits for", stoppedAtOnce);
    await step("Ctrl-C under a doubled delivery counts once", delivered);
  }),
);

/** `create` with the test's configuration; after `body` it is left to come to its end. */
async function create(
  sandbox: Sandbox,
  environment: Readonly<Record<string, string>> = {},
  body: (terminal: Terminal) => Promise<void> = () => Promise.resolve(),
): Promise<Ended> {
  await writeConfig(sandbox, settled);
  return await createOnTerminal(sandbox, { args: configured, environment }, async (terminal) => {
    await body(terminal);
    return await terminal.end();
  });
}

async function life(sandbox: Sandbox): Promise<void> {
  sandbox.settings.latency = 500;
  sandbox.settings.quotas = { "L-0263D0A3": 4 };
  await writeConfig(sandbox, settled);
  const args = [...configured, "--pass-on-warn"];
  const { code, shown } = await createOnTerminal(sandbox, { args }, (terminal) => terminal.end());
  assert.equal(code, 0, shown);
  const screen = screenOf(shown);
  const gates = screen.filter((line) => /^. \d\/9 /.test(line));
  const titles = [
    "programs",
    "identity",
    "permissions",
    "configuration",
    "quotas",
    "bucket",
    "reference",
    "key",
    "network",
  ];
  assert.deepEqual(
    gates.map((line) => /^. (\d\/9 \w+)/.exec(line)?.[1]),
    titles.map((title, n) => `${n + 1}/9 ${title}`),
  );
  assert.deepEqual(gates.map((line) => line[0]).join(""), "✓✓✓✓!✓✓✓✓");
  assert.deepEqual(screen.filter((line) => /^!.*quota\./.test(line)).length, 1);
  assert.doesNotMatch(screen.join("\n"), /PASS /);
  const set = Object.keys(settled).length;
  const counts = `  ${requiredKeys.length} keys: ${set} USESETVALUE, ${requiredKeys.length - set} PROMPTUSER`;
  assert.ok(screen.includes(counts), screen.join("\n"));
  assert.ok(screen.includes("✓ budget daylily-global: found"), screen.join("\n"));
  // What was going on could be seen while it was.
  assert.match(shown, /… \d\/9 \w+/);
  assertMovingLinesFit(shown, 80);
}

/** Whatever was rewritten was shorter than the window was wide. */
function assertMovingLinesFit(shown: string, columns: number): void {
  const moving = shown.replaceAll("\u001b[K", "").split(/\r\n|\r/).filter((line) => line.startsWith("…"));
  assert.ok(moving.length > 0, shown);
  assert.deepEqual(moving.filter((line) => line.length >= columns), []);
}

async function resized(sandbox: Sandbox): Promise<void> {
  sandbox.holdTime();
  const seen: string[] = [];
  const { code, shown } = await create(sandbox, {}, async (terminal) => {
    seen.push(await terminal.see(/… network.*CREATE_IN_PROGRESS/));
    await terminal.resize(40);
    // A line as it was before may still be on its way.
    const narrowLine = /\[K… [^\r\n]{0,28}\(\d:\d\d:\d\d\)/;
    seen.push(await terminal.see(narrowLine));
    await terminal.see(narrowLine);
    sandbox.passTime(60);
  });
  assert.equal(code, 0, shown);
  assertMovingLinesFit(shown.slice(seen.join("").length), 40);
  assert.match(screenOf(shown).join("\n"), /^✓ network of us-west-2b: created$/m);
}

async function looks(sandbox: Sandbox): Promise<void> {
  const colour = "\u001b[32m";
  const live = await create(sandbox, { NO_COLOR: "" });
  assert.ok(live.shown.includes("\r\u001b[K") && live.shown.includes(colour), live.shown);
  for (const [variable, value] of [["CI", "1"], ["TERM", "dumb"]]) {
    const { code, shown } = await create(sandbox, { [variable]: value });
    assert.equal(code, 0, shown);
    assert.ok(!shown.includes("\u001b"), shown);
    assert.match(shown, /^ {2}PASS config\.cluster_name\r$/m);
    assert.equal(shown.match(/^ {2}\w+: (?:USESETVALUE|PROMPTUSER)\r$/gm)?.length, 25);
  }
  sandbox.settings.quotas = { "L-0263D0A3": 4 };
  const forced = await create(sandbox, { CI: "1", FORCE_COLOR: "1" });
  assert.ok(forced.shown.includes("\u001b[33m! "), forced.shown);
  assert.ok(!forced.shown.includes("\u001b[K"), forced.shown);
  const { stderr } = await createFromLines(sandbox, configured, "");
  assert.ok(!stderr.includes("\u001b"), stderr);
}

/** A person stops the program while it waits for the network. */
async function stopped(sandbox: Sandbox, expected: number, stop: (terminal: Terminal) => Promise<void>): Promise<void> {
  sandbox.holdTime();
  const { code, shown, settings } = await create(sandbox, {}, async (terminal) => {
    await terminal.see(/… network.*CREATE_IN_PROGRESS/);
    await stop(terminal);
  });
  assert.equal(code, expected, shown);
  const screen = asFromSource(screenOf(shown).join("\n"));
  assert.match(screen, /^interrupted: cluster tc1 in us-west-2b/m);
  assert.match(screen, /^ {2}deno task create --resume tc1_\d+$/m);
  assert.match(await readArtifact(sandbox, /^state_tc1_/), /"status": "interrupted"/);
  assertSane(settings);
  assert.doesNotMatch(shown, trace);
}

/** `pcluster` is not ended half-way, so that the first Ctrl-C waits for it. */
async function stoppedAtOnce(sandbox: Sandbox): Promise<void> {
  // It gets no answer any more, and so it never ends by itself.
  sandbox.faults.add({ caller: "pcluster", mutating: true, kind: "hang", times: "all" });
  const { code, shown, settings } = await create(sandbox, { DAY_BREAK: "" }, async (terminal) => {
    await terminal.see("cluster tc1 in us-west-2: being created");
    await terminal.type(keys.interrupt);
    await terminal.see("! Stopping after the current step");
    // Two within half a second are one.
    await new Promise((resolve) => setTimeout(resolve, 700));
    await terminal.type(keys.interrupt);
  });
  assert.equal(code, 130, shown);
  assert.match(shown, /stopped immediately \(exit code 130\)[^\n]*\n$/);
  assertSane(settings);
  const journal = await readArtifact(sandbox, /^tc1_\d+\.jsonl$/, "runs");
  assert.doesNotMatch(journal, /"fact":"end"/);
  const [, pid] = /"fact":"child_started".*?"pid":(\d+)/.exec(journal) ?? assert.fail(journal);
  Deno.kill(Number(pid), "SIGKILL");
}

/** `deno task` passes one Ctrl-C on twice. */
async function delivered(sandbox: Sandbox): Promise<void> {
  const { code, shown } = await create(sandbox, { DAY_BREAK: "" }, async (terminal) => {
    // pcluster is at work until both have come.
    const both = Promise.withResolvers<void>();
    sandbox.faults.add({ caller: "pcluster", operation: "CreateStack", kind: "latency", onHit: () => both.promise });
    await terminal.see("cluster tc1 in us-west-2: being created");
    await terminal.signal("SIGINT");
    // Two that come in the same moment are one for the system already.
    await new Promise((resolve) => setTimeout(resolve, 10));
    await terminal.signal("SIGINT");
    both.resolve();
  });
  assert.equal(code, 130, shown);
  assert.doesNotMatch(shown, /stopped immediately/);
  assert.match(screenOf(shown).join("\n"), /^interrupted: cluster tc1/m);
}

function assertSane(settings: string): void {
  assert.match(settings, / echo /);
  assert.match(settings, / icanon /);
}
