import assert from "node:assert/strict";
import { linePrompter } from "../../lib/cli/terminal/line_prompter.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import type { MenuQuestion, TextQuestion } from "../../lib/host/prompter.ts";

/** A prompter to which these lines are typed; then input ends. */
function typing(...lines: string[]) {
  const left = [...lines];
  let shown = "";
  const prompter = linePrompter({ next: () => Promise.resolve(left.shift()) }, (text) => shown += text);
  return { prompter, left, shown: () => shown };
}

/** Whoever ends the input may well sit before a terminal. */
const ended = ({ code, exitCode, details, fix }: DayError) =>
  code === "DAY-PROMPT-002" && exitCode === 1 && (details as { key: string }).key === "k" &&
  fix.startsWith("answer the question, or ");

const count: TextQuestion = {
  id: "k",
  message: "How many",
  complaint: (answer) => /^\d+$/.test(answer) ? undefined : `${answer} is no number`,
};
const text = (question: Partial<TextQuestion>, ...lines: string[]) => {
  const { prompter, left, shown } = typing(...lines);
  return prompter.text({ ...count, ...question }).then((answer) => ({ answer, left, shown: shown() }));
};

Deno.test("1.7: blanks and tabs around an answer do not count; those inside do", async () => {
  assert.equal((await text({}, " \t42 \t")).answer, "42");
  assert.equal((await text({ complaint: undefined }, "  a  b  ")).answer, "a  b");
});

Deno.test("1.7: an empty line takes the default, which is shown in brackets", async () => {
  const { answer, shown } = await text({ default: "1" }, "");
  assert.deepEqual([answer, shown], ["1", "How many [1]: "]);
  assert.equal((await text({ default: "1" }, "7")).answer, "7");
  assert.equal((await text({ default: "1" }, " \t")).answer, "1");
});

Deno.test("T33: without a default an empty or a bad answer is asked for again, with the reason", async () => {
  const { answer, shown, left } = await text({}, "", "abc", "7", "8");
  assert.deepEqual([answer, left], ["7", ["8"]]);
  assert.match(shown, /please type an answer[\s\S]*abc is no number/);
  assert.equal(shown.split("How many").length - 1, 3);
});

Deno.test("an answer that may be empty is", async () => {
  assert.equal((await text({ emptyAllowed: true, complaint: undefined }, "")).answer, "");
  assert.equal((await text({ emptyAllowed: true, complaint: undefined })).answer, "");
});

Deno.test("1.7: the end of input takes a valid default, and nothing else", async () => {
  assert.equal((await text({ default: "1" })).answer, "1");
  await assert.rejects(text({}), ended);
  await assert.rejects(text({ default: "bad" }), ended);
  await assert.rejects(text({}, "abc"), ended);
});

const menu: MenuQuestion = {
  id: "k",
  message: "Which one",
  options: [{ label: "z first", value: "z" }, { label: "a second", value: "a" }],
};
const choose = (question: Partial<MenuQuestion>, ...lines: string[]) => {
  const { prompter, left, shown } = typing(...lines);
  return prompter.menu({ ...menu, ...question }).then((answer) => ({ answer, left, shown: shown() }));
};

Deno.test("1.7: a menu counts from 1 in the order it was given, and takes a number in range", async () => {
  const { answer, shown } = await choose({}, "2");
  assert.deepEqual([answer, shown], ["a", "Which one\n  1) z first\n  2) a second\nnumber: "]);
  for (const bad of ["0", "3", "-1", "x", "1.0", "1 2"]) {
    const { answer, shown } = await choose({}, bad, "1");
    assert.equal(answer, "z", bad);
    assert.match(shown, /give a number from 1 to 2/, bad);
  }
});

Deno.test("1.7: an empty line shows the menu again, or takes the number that is offered", async () => {
  const { answer, shown } = await choose({}, "", "1");
  assert.equal(answer, "z");
  assert.equal(shown.split("Which one").length - 1, 2);
  assert.doesNotMatch(shown, /give a number/);
  const offered = await choose({ defaultNumber: 2 }, "");
  assert.equal(offered.answer, "a");
  assert.match(offered.shown, /number \[2\]: $/);
});

Deno.test("1.7: at the end of input a menu ends the run, unless a number is offered", async () => {
  await assert.rejects(choose({}), ended);
  await assert.rejects(choose({}, "9"), ended);
  assert.equal((await choose({ defaultNumber: 1 })).answer, "z");
});

Deno.test("T57, T59: only the one answer is consent; the end of input never is", async () => {
  const consent = (yes: "" | "1", ...lines: string[]) =>
    typing(...lines).prompter.consent({ id: "k", message: "Go on?", yes });
  for (const [yes, line] of [["", ""], ["", " "], ["1", "1"], ["1", " 1\t"]] as const) {
    assert.ok(await consent(yes, line), JSON.stringify(line));
  }
  for (const [yes, line] of [["", "n"], ["", "y"], ["1", ""], ["1", "2"], ["1", "yes"], ["1", "11"]] as const) {
    assert.ok(!await consent(yes, line), JSON.stringify(line));
  }
  for (const yes of ["", "1"] as const) assert.ok(!await consent(yes));
});

Deno.test("design 5.9: names from outside do not steer the terminal", async () => {
  const { shown } = await text(
    { message: "Name \u001b[2J of \u0007", default: "1\u001b[31m", complaint: undefined },
    "",
  );
  const labels = await choose({ options: [{ label: "b\u001b]0;x\u0007\r", value: "b" }] }, "1");
  for (const each of [shown, labels.shown]) assert.doesNotMatch(each.replaceAll("\n", ""), /\p{Cc}/u);
});
