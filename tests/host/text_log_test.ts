import assert from "node:assert/strict";
import { join } from "node:path";
import { openTextLog } from "../../lib/host/system/text_log.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

Deno.test("a log for people grows over several lives of a run and is its owner's alone", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "c.log");
    for (const text of ["first", "second"]) {
      const log = openTextLog(path);
      log.line(text);
      log.close();
      log.line("after the end");
      log.close();
    }
    assert.equal(await Deno.readTextFile(path), "first\nsecond\n");
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  }));

Deno.test("a log without a place, or on a full disk, is no reason to stop", () => {
  for (const path of ["/absent/folder/c.log", "/dev/full"]) {
    const log = openTextLog(path);
    log.line("a");
    log.line("b");
    log.close();
  }
});
