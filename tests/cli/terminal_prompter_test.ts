import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { cutEnd, cutMiddle } from "../../lib/text/cut.ts";
import { displayWidth } from "../../lib/text/display_width.ts";
import { oneLine } from "../../lib/text/one_line.ts";
import { wrap } from "../../lib/text/wrap.ts";
import { keys, onTerminal, type Terminal } from "../support/terminal.ts";

const asks = fileURLToPath(new URL("asks.ts", import.meta.url));
const options = {
  argv: ["deno", "run", "-q", "--no-prompt", "-A", asks],
  environment: { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "", NO_COLOR: "1" },
  folder: "/",
};

async function answerTwice(terminal: Terminal): Promise<void> {
  await terminal.see("number: ");
  await terminal.type(`2${keys.enter}`);
  await terminal.see("]: ");
  await terminal.type(`x${keys.enter}`);
  await terminal.see('["wide","x"]');
}

Deno.test("T59: an Enter that was typed before the question is no consent", async () => {
  await onTerminal({ ...options, columns: 40 }, async (terminal) => {
    await answerTwice(terminal);
    await terminal.type(keys.enter.repeat(3));
    await terminal.see("Press Enter to go on ");
    await terminal.type(`no${keys.enter}`);
    await terminal.see("consent: false");
    assert.equal((await terminal.end()).code, 0);
  });
  await onTerminal(options, async (terminal) => {
    await answerTwice(terminal);
    await terminal.see("Press Enter to go on ");
    await terminal.type(keys.enter);
    await terminal.see("consent: true");
    assert.equal((await terminal.end()).code, 0);
  });
});

Deno.test("design 5.9: names from outside are one clean line of a menu, cut to the window", async () => {
  await onTerminal({ ...options, columns: 40 }, async (terminal) => {
    const shown = await terminal.see("number: ");
    assert.equal(
      shown,
      "Which one?\r\n  1) evil\ufffd[2J\ufffdname\ufffdtxt\r\n" +
        `  2) ${"名".repeat(9)}…${"名".repeat(5)}-tail\r\nnumber: `,
    );
    await terminal.type(`1${keys.enter}`);
    assert.match(await terminal.see("]: "), /What\?\s+\[evil\ufffd\[2J\ufffdname\ufffdtxt\]: $/);
    await terminal.type(keys.enter);
    await terminal.see("Press Enter to go on ");
    await terminal.type(keys.endOfInput);
    await terminal.see("consent: false");
    assert.equal((await terminal.end()).code, 0);
  });
});

Deno.test("a text is cut at its end or in its middle, and never wider than asked", () => {
  assert.equal(cutEnd("abcdef", 6), "abcdef");
  assert.equal(cutEnd("abcdef", 5), "abcd…");
  assert.equal(cutMiddle("abcdefgh", 8), "abcdefgh");
  assert.equal(cutMiddle("abcdefgh", 7), "abc…fgh");
  assert.equal(cutMiddle("abcdefgh", 6), "abc…gh");
  for (const text of ["名前".repeat(9), "a\u0301".repeat(30), "👍 plain ".repeat(5)]) {
    for (let columns = 1; columns < 40; columns++) {
      for (const cut of [cutEnd(text, columns), cutMiddle(text, columns)]) {
        assert.ok(displayWidth(cut) <= columns, `${cut} is wider than ${columns}`);
        assert.ok(displayWidth(cut) >= Math.min(displayWidth(text), columns) - 2, `${cut} wastes room`);
      }
    }
  }
});

Deno.test("lines are broken between words; commands and long words stay whole", () => {
  assert.equal(wrap("one two three", 9, "  "), "one two\n  three");
  assert.equal(wrap("one two three", 13), "one two three");
  assert.equal(
    wrap("a\n  dayctl create --region-az us-west-2b\nb c", 3),
    "a\n  dayctl create --region-az us-west-2b\nb c",
  );
  assert.equal(wrap("x".repeat(20) + " y", 10), "x".repeat(20) + "\ny");
  assert.equal(wrap("名前 名前 x", 6, " "), "名前\n 名前\n x");
  assert.equal(wrap("ends with a blank: ", 18), "ends with a blank: ");
});

Deno.test("one line: no control character and nothing that turns the direction is left", () => {
  assert.equal(oneLine("a\tb\nc\u001bd\u009be\u2028f\u2066g\u200fh"), "a�b�c�d�e�f�g�h");
  assert.equal(oneLine("plain – 名前"), "plain – 名前");
});
