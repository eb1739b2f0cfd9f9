import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import type { Fact } from "../../lib/state/journal/facts.ts";
import { beginJournal, continueJournal, readJournal } from "../../lib/state/journal/journal.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { virtualClock } from "../support/virtual_clock.ts";

const passed: Fact = { fact: "preflight_passed" };
const decided = (key: string): Fact => ({ fact: "decided", key, value: { z: 1, a: [true, null] } });

Deno.test("a journal: one sorted line per fact with its time, on disk when record returns, readable by all its readers", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "c_1.jsonl");
    const clock = virtualClock();
    const journal = await beginJournal(path, clock);
    await journal.record(decided("a"));
    assert.equal(
      await Deno.readTextFile(path),
      '{"at":"2026-01-02T03:04:05.000Z","fact":"decided","key":"a","value":{"a":[true,null],"z":1}}\n',
    );
    clock.advance(1500);
    await journal.record(passed);
    assert.deepEqual(journal.facts, [decided("a"), passed]);
    assert.equal(journal.path, path);
    const told = (await readJournal(path)).map(({ fact }) => fact);
    assert.deepEqual(told, ["decided", "preflight_passed"]);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    journal.close();
  }));

Deno.test("many facts at once keep their order and never mix", () =>
  inTemporaryFolder(async (folder) => {
    const journal = await beginJournal(join(folder, "c_1.jsonl"), virtualClock());
    const keys = [...Array(30).keys()].map(String);
    await Promise.all(keys.map((key) => journal.record(decided(key))));
    journal.close();
    const read = await readJournal(journal.path);
    assert.deepEqual(read.map((fact) => fact.fact === "decided" && fact.key), keys);
  }));

Deno.test("a journal is created, never taken over", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "c_1.jsonl");
    const [first, second] = await Promise.allSettled([
      beginJournal(path, virtualClock()),
      beginJournal(path, virtualClock()),
    ]);
    const outcomes = [first, second].map(({ status }) => status).sort();
    assert.deepEqual(outcomes, ["fulfilled", "rejected"]);
    for (const outcome of [first, second]) {
      if (outcome.status === "fulfilled") outcome.value.close();
      else assert.equal(outcome.reason.name, "AlreadyExists");
    }
  }));

Deno.test("a torn last line never counted: it is cut on opening, not shown to readers, and the next line is whole", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "c_1.jsonl");
    const begun = await beginJournal(path, virtualClock());
    await begun.record(decided("a"));
    begun.close();
    const whole = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, '{"fact":"decided","key":"b","val', { append: true });

    assert.equal((await readJournal(path)).length, 1);
    const journal = await continueJournal(path, virtualClock());
    assert.equal(await Deno.readTextFile(path), whole);
    assert.equal(journal.facts.length, 1);
    await journal.record(passed);
    journal.close();
    assert.deepEqual((await readJournal(path)).map(({ fact }) => fact), ["decided", "preflight_passed"]);
  }));

Deno.test("a line torn inside of a character is cut as well", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "c_1.jsonl");
    const line = new TextEncoder().encode('{"fact":"decided","key":"ü","value":1}\n');
    await Deno.writeFile(path, new Uint8Array([...line, ...line.slice(0, 25)]));
    const journal = await continueJournal(path, virtualClock());
    journal.close();
    assert.equal(journal.facts.length, 1);
    assert.equal((await Deno.stat(path)).size, line.length);
  }));

Deno.test("a damaged line is an error that names the line, to every reader", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "c_1.jsonl");
    const cut = '{"fact":"decided","key":"a"}';
    for (const line of ["nonsense", "{}", '"text"', "null", '{"fact":1}', '{"fact":"unheard_of"}', cut]) {
      await Deno.writeTextFile(path, `{"fact":"preflight_passed"}\n${line}\n{"fact":"preflight_passed"}\n`);
      const damaged = (error: DayError) => error.code === "DAY-RUN-004" && error.message.includes(`${path}:2`);
      await assert.rejects(readJournal(path), damaged, line);
      await assert.rejects(continueJournal(path, virtualClock()), damaged, line);
    }
  }));

Deno.test("a fact that could not be written is an error with a code, and did not happen", () =>
  inTemporaryFolder(async (folder) => {
    const journal = await beginJournal(join(folder, "c_1.jsonl"), virtualClock());
    await journal.record(passed);
    journal.close();
    await assert.rejects(journal.record(decided("a")), (error: DayError) => error.code === "DAY-RUN-007");
    assert.equal(journal.facts.length, 1);
  }));
