import assert from "node:assert/strict";
import { advice, adviceOf, command, joined } from "../lib/host/errors/advice.ts";
import { errorCodes } from "../lib/host/errors/error_codes.ts";
import { sourceFiles } from "./support/source_files.ts";

/** What a person would take for the beginning of a command. */
const looks = /(?:deno task|dayctl|pcluster|aws|ssh|kill|chmod|apt-get) [-a-z$]/;

Deno.test("advice knows its commands, through any joining", () => {
  const status = command("deno task status");
  assert.deepEqual(advice`a ${"deno task x"}: ${status}; b`, {
    text: "a deno task x: deno task status; b",
    commands: ["deno task status"],
  });
  assert.deepEqual(advice`${joined([advice`see ${status}`, "wait", command("ssh x")], "\n")}!`, {
    text: "see deno task status\nwait\nssh x!",
    commands: ["deno task status", "ssh x"],
  });
});

Deno.test("every command in a fix of the registry is declared as one, and stands in its text", () => {
  const declared = Object.entries(errorCodes).flatMap(([code, { fix }]) => {
    const { text, commands } = adviceOf(fix);
    for (const each of commands) assert.ok(text.includes(each), `${code}: ${each}`);
    const rest = commands.reduce((left, each) => left.replaceAll(each, ""), text);
    assert.doesNotMatch(rest, looks, `${code} has a command that it does not declare`);
    return commands;
  });
  assert.ok(declared.length >= 10, declared.join("\n"));
});

/** Texts in which no line is broken: they go to standard output as they are. */
const unbroken = /^(lib\/(answers|cli\/(pages|completions|commands\/task_list\.ts))|lib\/sandbox\/sandbox_answer\.ts)/;

Deno.test("no command stands in the prose of the sources: it is a value of its own, and a fix declares it", async () => {
  const begins = /\bpcluster [a-z]+-[a-z]|\b(?:deno task|dayctl|aws|ssh|kill|chmod|apt-get) (?:-?[a-z]+[ -]|\$\{)/;
  const seen: string[] = [];
  for (const { path, text } of await sourceFiles("lib")) {
    if (unbroken.test(path)) continue;
    for (const line of text.split("\n").filter((each) => !/^\s*(\/\/|\/?\*)/.test(each))) {
      const at = line.search(begins);
      if (at < 0 || !/["'`]/.test(line.slice(0, at))) continue;
      const before = line.slice(0, at);
      seen.push(`${path}: ${line.trim()}`);
      assert.match(before, /["'`]$/, `${path}: ${line.trim()}`);
      assert.doesNotMatch(before, /(fix|remedy)\b.{0,3}[:=] ["'`]$/, `${path}: ${line.trim()}`);
    }
  }
  assert.ok(seen.length > 15, seen.join("\n"));
});
