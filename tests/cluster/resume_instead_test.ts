import assert from "node:assert/strict";
import { linePrompter } from "../../lib/cli/line_prompter.ts";
import { silentPrompter } from "../../lib/cli/silent_prompter.ts";
import { resumeInstead } from "../../lib/cluster/resume_instead.ts";
import { DayError } from "../../lib/host/day_error.ts";

const met = new DayError("DAY-RUN-002", "run tc1_20260102030405 of cluster tc1 is unfinished", {
  details: { run: "tc1_20260102030405" },
});

function typing(...lines: string[]) {
  const shown: string[] = [];
  const prompter = linePrompter({ next: () => Promise.resolve(lines.shift()) }, (text) => shown.push(text));
  return { prompter, shown };
}

Deno.test("decision 3.39: a person is asked, and may go on with the unfinished run", async () => {
  const { prompter, shown } = typing("", "7", "1");
  assert.equal(await resumeInstead({ prompter }, met), "tc1_20260102030405");
  assert.match(shown.join(""), /tc1 is unfinished[\s\S]*1\) resume tc1_20260102030405[\s\S]*2\) stop here/);
});

for (
  const [who, prompter] of [
    ["says no", typing("2").prompter],
    ["is not there any more", typing().prompter],
    ["cannot be asked", silentPrompter()],
  ] as const
) {
  Deno.test(`decision 3.39: who ${who} ends with exit 6`, async () => {
    await assert.rejects(resumeInstead({ prompter }, met), (error) => error === met && met.exitCode === 6);
  });
}

Deno.test("any other refusal, and an interruption of the question, pass as they are", async () => {
  const other = new DayError("DAY-RUN-001", "locked");
  await assert.rejects(resumeInstead(typing("1"), other), (error) => error === other);
  const stopped = new Error("interrupted");
  const prompter = { ...silentPrompter(), menu: () => Promise.reject(stopped) };
  await assert.rejects(resumeInstead({ prompter }, met), (error) => error === stopped);
});
