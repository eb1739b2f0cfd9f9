import assert from "node:assert/strict";
import { parse } from "yaml";
import { appendTags } from "../../lib/cluster_file/append_tags.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { shippedTemplate } from "./rendering.ts";

const file = "Region: us-west-2 # where\nTags:\n  - Key: a\n    Value: b\n";

Deno.test("pcluster-template section 7: appended behind the others, the value on the line after its key", () => {
  const text = appendTags(file, [{ key: "project", value: "x y" }, { key: "owner", value: "alice" }]);
  assert.equal(
    text,
    file + "  - Key: project\n    Value: x y\n  - Key: owner\n    Value: alice\n",
  );
});

Deno.test("without tags the text stays as it is, even where it has no list of tags", () => {
  assert.equal(appendTags("a:   1\n", []), "a:   1\n");
});

Deno.test("whatever a value looks like, it stays a text", () => {
  const values = ["true", "0123", "1e3", "null", "a: b", "# no comment", "'", '"', "-", "", "ü\\n", "x".repeat(200)];
  const { Tags } = parse(appendTags(file, values.map((value) => ({ key: "k", value }))));
  assert.deepEqual(Tags.slice(1).map(({ Value }: { Value: string }) => Value), values);
});

for (
  const value of [
    ...[
      "YES",
      "no",
      "off",
      "2026-12-31",
      "012345678901",
      "1_000",
      "0x1F",
      "1:30",
      "~",
      "=",
      "<<",
      ".5",
      "a: b",
      "x #y",
    ],
    ...["", " a", "a\u2028b"],
  ]
) {
  Deno.test(`both versions of YAML read the tag ${JSON.stringify(value)} as that text`, () => {
    for (const tags of ["Tags:\n- Key: a\n  Value: 0123\n", "Tags: [{Key: a, Value: 0123}]\n", "Tags: []\n"]) {
      const text = appendTags(tags, [{ key: "x y", value }, { key: value || "k", value: "v" }]);
      for (const version of ["1.1", "1.2"] as const) {
        assert.deepEqual(parse(text, { version }).Tags.slice(-2), [{ Key: "x y", Value: value }, {
          Key: value || "k",
          Value: "v",
        }]);
      }
    }
  });
}

Deno.test("every other byte stays, whatever the layout", () => {
  const odd =
    "# top\r\nTags: # mine\r\n    -   Key:   a   # one\r\n        Value: 012345678901\r\n    # end\r\n\r\nRegion:   x\r\n";
  const added = "    - Key: k\r\n      Value: v\r\n";
  assert.equal(appendTags(odd, [{ key: "k", value: "v" }]), odd.replace("    # end", `${added}    # end`));
  assert.equal(
    appendTags("Tags: [{Key: a, Value: b}] # x\n", [{ key: "k", value: "no" }]),
    [
      "Tags: [{Key: a, Value: b},\n",
      '       {Key: k, Value: "no"}] # x\n',
    ].join(""),
  );
});

Deno.test("a long value stays on its line", () => {
  const value = "word ".repeat(60).trim();
  assert.ok(appendTags(file, [{ key: "k", value }]).endsWith(`    Value: ${value}\n`));
});

Deno.test("the shipped template keeps its meaning, and the line after each key is its value", async () => {
  const template = await shippedTemplate();
  const text = appendTags(template, [{ key: "project", value: "p" }]);
  const [before, after] = [parse(template), parse(text)];
  assert.deepEqual(after, { ...before, Tags: [...before.Tags, { Key: "project", Value: "p" }] });
  const lines = text.split("\n");
  const keys = lines.flatMap((line, index) => /^\s*- Key: /.test(line) ? [index] : []);
  assert.ok(keys.length > 7 && keys.every((index) => /^\s*Value: /.test(lines[index + 1])));
});

Deno.test("a file without a list of tags is refused", () => {
  for (const text of ["Region: x\n", "Tags: text\n", "- a\n", ""]) {
    assert.throws(
      () => appendTags(text, [{ key: "k", value: "v" }]),
      (error: DayError) => error.code === "DAY-TPL-001",
    );
  }
});

for (
  const [what, tags] of [["in lines", "Tags:\n- Key: a\n  Value: b\n"], ["in brackets", "Tags: [{Key: a, Value: b}]\n"]]
) {
  Deno.test(`a tag that the template has already is told as that, and --tag as what to change: ${what}`, () => {
    assert.throws(
      () => appendTags(tags, [{ key: "b", value: "b" }, { key: "a", value: "b" }]),
      ({ code, message, fix }: DayError) =>
        code === "DAY-TPL-001" && /has the tag "a" already/.test(message) && /leave out this --tag/.test(fix),
    );
  });
}
