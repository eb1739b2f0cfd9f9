import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { plainText } from "../../lib/text/plain_text.ts";

Deno.test("design 5.9: text from outside never becomes a control sequence of the terminal", () => {
  assert.equal(plainText("a\u001b[31mred\u001b[0m\u0007\u0000\r\u009b2J\u007f"), "a�[31mred�[0m���\ufffd2J�");
  assert.equal(plainText("lines\nand\ttabs, ünïcödé 🧬"), "lines\nand\ttabs, ünïcödé 🧬");
});

Deno.test("law: no control character but line end and tab is left, and everything else is", () => {
  const odd = fc.string({ unit: fc.integer({ min: 0, max: 0x2ff }).map((code) => String.fromCodePoint(code)) });
  fc.assert(fc.property(odd, (text) => {
    const plain = plainText(text);
    assert.doesNotMatch(plain.replace(/[\n\t]/g, ""), /\p{Cc}/u);
    assert.equal([...plain].length, [...text].length);
    assert.ok([...plain].every((letter, index) => letter === "\ufffd" || letter === [...text][index]));
  }));
});
