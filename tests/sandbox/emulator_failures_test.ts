import assert from "node:assert/strict";
import type { Call } from "../../lib/sandbox/front/call.ts";
import { emulatorFailures } from "../../lib/sandbox/front/layers/emulator_failures.ts";

/** What a call comes to when the emulator fails at it so often. @returns its status, and how often the emulator was asked */
async function asked(call: Partial<Call>, failures: number): Promise<readonly [number, number]> {
  let times = 0;
  const next = () => {
    const fails = times++ < failures;
    const headers = fails ? { "content-type": "text/html" } : undefined;
    return Promise.resolve(new Response("x", { status: fails ? 500 : 200, headers }));
  };
  const { status } = await emulatorFailures({ protocol: "s3", ...call } as Call, next);
  return [status, times];
}

Deno.test("a read of S3 at which the emulator fails is asked again; nothing else is", async () => {
  assert.deepEqual(await asked({ service: "s3", method: "GET" }, 1), [200, 2]);
  assert.deepEqual(await asked({ service: "s3", method: "GET" }, 9), [400, 5]);
  assert.deepEqual(await asked({ service: "s3", method: "PUT" }, 1), [400, 1]);
  assert.deepEqual(await asked({ service: "ec2", method: "POST" }, 1), [400, 1]);
});
