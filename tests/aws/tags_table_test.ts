import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { tagsLine, usersInTable, withLine, withoutLine, withoutProject } from "../../lib/aws/resources/tags_table.ts";
import { usersOf } from "../../lib/names/users_of.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (table: Uint8Array) => new TextDecoder().decode(table);

Deno.test("CB16: users are trimmed, without blanks, ubuntu and repetitions, in order", () => {
  assert.deepEqual(usersOf(" alice , ,ubuntu,alice"), ["alice"]);
  assert.deepEqual(usersOf("bob,alice,bob "), ["bob", "alice"]);
  assert.deepEqual(usersOf("ubuntu"), []);
  assert.deepEqual(usersOf(""), []);
  assert.equal(tagsLine("p", usersOf(" alice , ,ubuntu,alice")), "p\tubuntu,alice");
});

Deno.test("CB6: the first line of a table", () => {
  // The legacy script leaves a blank before the line end, which keeps the last user from ever running a job.
  const table = withLine(new Uint8Array(), tagsLine("daylily-global", ["alice", "bob"]));
  assert.equal(text(table), "daylily-global\tubuntu,alice,bob\n");
  assert.equal(tagsLine("daylily-global", []), "daylily-global\tubuntu");
});

Deno.test("CB7: a new line comes last, the others keep their bytes", () => {
  const table = bytes("a\tubuntu,\r\nb\tubuntu,bob \n");
  assert.equal(text(withLine(table, "c\tubuntu")), "a\tubuntu,\r\nb\tubuntu,bob \nc\tubuntu\n");
});

Deno.test("CB8: a missing last line end is added", () => {
  assert.equal(text(withLine(bytes("a\tubuntu,"), "b\tubuntu")), "a\tubuntu,\nb\tubuntu\n");
});

Deno.test("CB9: an identical line is not written again, also without its line end", () => {
  for (const table of [bytes("a\tubuntu\nb\tubuntu\n"), bytes("b\tubuntu\na\tubuntu")]) {
    assert.equal(withLine(table, "a\tubuntu"), table);
  }
});

Deno.test("CB17: users are read as the job wrapper reads them", () => {
  const table = withLine(new Uint8Array(), tagsLine("daylily-global", ["alice", "bob"]));
  assert.deepEqual(usersInTable(table, "daylily-global"), ["alice", "bob"]);
  assert.deepEqual(usersInTable(bytes("p\tubuntu,bob \np\tubuntu,al\n"), "p"), ["bob ", "al"]);
  assert.deepEqual(usersInTable(bytes("p\tubuntu,\n"), "p"), []);
  assert.equal(usersInTable(bytes("p\tubuntu\tx\npp\tubuntu\n"), "p"), undefined);
});

Deno.test("bytes that are no text survive", () => {
  const odd = new Uint8Array([0xff, 0xfe, 0x09, 0x80, 0x0a]);
  const table = withLine(odd, "größe\tubuntu");
  assert.deepEqual(table.slice(0, odd.length), odd);
  assert.deepEqual(withoutLine(table, "größe\tubuntu"), odd);
});

Deno.test("a name cannot make a second line or field", () => {
  for (const [project, user] of [["a\tb", "x"], ["a\nb", "x"], ["", "x"], ["a", "x\ny"], ["a", "x,y"], ["a", "x\r"]]) {
    assert.throws(() => tagsLine(project, [user]), { code: "DAY-CFG-003" });
  }
});

Deno.test("law: adding a line and taking it out again changes nothing but the last line end", () => {
  const anyTable = fc.uint8Array({ maxLength: 60 });
  const anyLine = fc.tuple(fc.stringMatching(/^[a-z-]{1,9}$/), fc.array(fc.stringMatching(/^[a-z]{1,5}$/)))
    .map(([project, users]) => tagsLine(project, users));
  fc.assert(fc.property(anyTable, anyLine, (table, line) => {
    const before = withoutLine(table, line);
    const after = withoutLine(withLine(before, line), line);
    assert.equal(
      text(after),
      text(before.length === 0 || before.at(-1) === 10 ? before : new Uint8Array([...before, 10])),
    );
    const project = line.split("\t")[0];
    assert.equal(usersInTable(withoutProject(withLine(table, line), project), project), undefined);
  }));
});
