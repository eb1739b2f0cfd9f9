import assert from "node:assert/strict";
import { join } from "node:path";
import { type PclusterLogTail, pclusterLogTail } from "../../lib/cluster/pcluster/pcluster_log.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

async function tail(text: string | undefined, since = "2026-01-02T10:00:00"): Promise<PclusterLogTail> {
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

Deno.test("the log's errors without their traces, none from before", async () => {
  const text = line("09:59:59", "ERROR", "of yesterday") + line("10:00:01", "WARNING", "no such bucket yet") +
    line("10:00:02", "ERROR", "Unexpected error of type ValueError:\nwhy") + "Traceback (most recent call last):\n" +
    "  File x\nValueError: why\n" + line("10:00:03", "INFO", "Executing boto3 call") +
    line("10:00:04", "CRITICAL", "the end");
  assert.deepEqual(await tail(text), {
    errors: [
      "2026-01-02 10:00:02,000 - ERROR - a.py:1:f() - Unexpected error of type ValueError:",
      "why",
      "2026-01-02 10:00:04,000 - CRITICAL - a.py:1:f() - the end",
    ],
    steps: ["2026-01-02 10:00:01,000 - WARNING - a.py:1:f() - no such bucket yet"],
  });
});

Deno.test("design guarantee 5: what tools print through pcluster's log, its answers and a passed dry run tell nothing", async () => {
  const at = "2026-01-02 10:00:05,877 - ";
  const text = `${at}ERROR - logger.py:74:write() - b'!!  This software is running on node v20.20.2.  !!\\n'
${at}ERROR - entrypoint.py:284:main() - {"message": "Request would have succeeded, but DryRun flag is set."}
Traceback (most recent call last):
pcluster.cli.exceptions.APIOperationException: {
}
${at}INFO - entrypoint.py:260:run() - Handling CLI command describe-cluster
${at}INFO - common.py:44:_set_region() - Setting AWS Region to us-west-2
${at}INFO - cfn.py:112:describe_stack() - Could not describe CloudFormation stack tc1: it does not exist
${at}INFO - cluster.py:307:compute_fleet_status_with_last_updated_time() - stack tc1 is in status CREATE_FAILED. Cannot \
retrieve compute fleet status.
${at}INFO - entrypoint.py:272:main() - {
  "clusterStatus": "CREATE_FAILED"
}
${at}INFO - entrypoint.py:272:main() - "CREATE_FAILED"
`;
  assert.deepEqual(await tail(text), { errors: [], steps: [] });
});

Deno.test("the last steps, and no more than five", async () => {
  const steps = Array.from({ length: 9 }, (_, index) => line("10:00:05", "INFO", `step ${index}`)).join("");
  const found = (await tail(steps)).steps;
  assert.deepEqual(found.map((each) => each.slice(-6)), ["step 4", "step 5", "step 6", "step 7", "step 8"]);
});

Deno.test("a long line is cut; no log, an empty one and foreign text are no lines", async () => {
  const { errors: [long] } = await tail(line("10:00:01", "ERROR", "x".repeat(1000)));
  assert.equal(long.length, 301);
  for (const text of [undefined, "", "a text of another kind\n"]) {
    assert.deepEqual(await tail(text), { errors: [], steps: [] });
  }
});
