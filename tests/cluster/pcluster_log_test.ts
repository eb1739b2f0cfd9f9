import assert from "node:assert/strict";
import { join } from "node:path";
import { pclusterLogTail } from "../../lib/cluster/pcluster_log.ts";
import { systemFiles } from "../../lib/host/system_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

async function tail(text: string | undefined, since = "2026-01-02T10:00:00"): Promise<readonly string[]> {
  return await inTemporaryFolder(async (home) => {
    if (text !== undefined) {
      await Deno.mkdir(join(home, ".parallelcluster"));
      await Deno.writeTextFile(join(home, ".parallelcluster", "pcluster-cli.log"), text);
    }
    return await pclusterLogTail({ files: systemFiles, environment: { home } }, new Date(since));
  });
}

const line = (time: string, level: string, text: string) =>
  `2026-01-02 ${time},000 - ${level} - a.py:1:f() - ${text}\n`;

Deno.test("the log's errors with their traces, none from before", async () => {
  const text = line("09:59:59", "ERROR", "of yesterday") + line("10:00:01", "INFO", "asked for the stack") +
    line("10:00:02", "ERROR", "Traceback:") + "  File x\nValueError: why\n" +
    line("10:00:03", "INFO", "Executing boto3 call");
  assert.deepEqual(await tail(text), [
    "2026-01-02 10:00:02,000 - ERROR - a.py:1:f() - Traceback:",
    "  File x",
    "ValueError: why",
  ]);
});

Deno.test("without an error the last lines that are not routine, and no more than five", async () => {
  const steps = Array.from({ length: 9 }, (_, index) => line("10:00:05", "INFO", `step ${index}`)).join("");
  const found = await tail(steps + line("10:00:06", "INFO", "Handling CLI command describe-cluster"));
  assert.deepEqual(found.map((each) => each.slice(-6)), ["step 4", "step 5", "step 6", "step 7", "step 8"]);
});

Deno.test("a long line is cut; no log, an empty one and foreign text are no lines", async () => {
  const [long] = await tail(line("10:00:01", "ERROR", "x".repeat(1000)));
  assert.equal(long.length, 301);
  for (const text of [undefined, "", "a text of another kind\n"]) assert.deepEqual(await tail(text), []);
});
