import assert from "node:assert/strict";
import { linePrompter } from "../../lib/cli/terminal/line_prompter.ts";
import { silentPrompter } from "../../lib/cli/terminal/silent_prompter.ts";
import { chooseWay } from "../../lib/cluster/create/choose_way.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import type { KnownRun } from "../../lib/state/journal/runs.ts";

const met = { name: "tc1_20260102030405", subject: "tc1" } as KnownRun;

function typing(...lines: string[]) {
  const shown: string[] = [];
  const prompter = linePrompter({ next: () => Promise.resolve(lines.shift()) }, (text) => shown.push(text));
  return { prompter, shown };
}

Deno.test("decision 3.39: a person is asked, and may go on with the unfinished run", async () => {
  const { prompter, shown } = typing("", "7", "1");
  assert.equal(await chooseWay({ prompter }, met), "resume");
  assert.equal(await chooseWay(typing("3"), met), "anew");
  assert.match(
    shown.join(""),
    /tc1 stopped before its end \(run \w+\)[\s\S]*1\) resume tc1_20260102030405[\s\S]*2\) stop here/,
  );
});

for (
  const [who, prompter] of [
    ["says no", typing("2").prompter],
    ["is not there any more", typing().prompter],
    ["cannot be asked", silentPrompter()],
  ] as const
) {
  Deno.test(`decision 3.39: who ${who} ends with exit 6`, async () => {
    await assert.rejects(chooseWay({ prompter }, met), ({ code, exitCode, fix }: DayError) => {
      assert.deepEqual([code, exitCode], ["DAY-RUN-002", 6]);
      assert.match(fix, /--resume tc1_20260102030405\n.*--new-run/);
      return true;
    });
  });
}

Deno.test("an interruption of the question passes as it is", async () => {
  const stopped = new Error("interrupted");
  const prompter = { ...silentPrompter(), menu: () => Promise.reject(stopped) };
  await assert.rejects(chooseWay({ prompter }, met), (error) => error === stopped);
});
