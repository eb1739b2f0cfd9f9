import assert from "node:assert/strict";
import { isDefiniteRefusal, isUncertain } from "../../lib/aws/aws_error.ts";
import { Retries } from "../../lib/aws/retries.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";

type Failure = { readonly name: string; readonly message: string; readonly code?: string };

/** How many attempts a request gets that always fails like this. */
async function attemptsOf({ name, message, code }: Failure): Promise<number> {
  const error = Object.assign(new Error(message), { name, code, cause: undefined });
  const retries = new Retries(() => 0);
  // What is measured is how often, not how long between.
  Object.assign(retries, { retryBackoffStrategy: { setDelayBase() {}, computeNextBackoffDelay: () => 0 } });
  let token = await retries.acquireInitialRetryToken("");
  for (let attempts = 1;; attempts++) {
    try {
      token = await retries.refreshRetryTokenForRetry(token, { error, errorType: "TRANSIENT" });
    } catch {
      return attempts;
    }
  }
}

Deno.test("eight attempts, but three when no answer comes in time", async () => {
  const named = (name: string, code?: string) => ({ name, message: "no", code });
  assert.equal(await attemptsOf(named("InternalFailure")), 8);
  assert.equal(await attemptsOf(named("Error", "ECONNREFUSED")), 8);
  assert.equal(await attemptsOf(named("TimeoutError")), 8);
  assert.equal(await attemptsOf(named("TimeoutError", "ETIMEDOUT")), 3);
});

Deno.test("decision 3.48: the last error says whether an attempt before it may have had its effect", async () => {
  const answer = (name: string, status?: number) => {
    const $metadata = status === undefined ? {} : { httpStatusCode: status };
    return Object.assign(new Error(name), { name, cause: undefined, $metadata });
  };
  const refusal = () => answer("EntityAlreadyExists", 409);
  for (
    const [earlier, expected] of [
      [[], false],
      [[answer("Throttling", 400)], false],
      [[answer("SlowDown", 503)], false],
      [[answer("InternalFailure", 500)], true],
      [[answer("TimeoutError")], true],
      [[answer("InternalFailure", 500), answer("Throttling", 400)], true],
    ] as const
  ) {
    const retries = new Retries(() => 0);
    let token = await retries.acquireInitialRetryToken("");
    for (const error of earlier) {
      token = await retries.refreshRetryTokenForRetry(token, { error, errorType: "TRANSIENT" });
    }
    const last = refusal();
    await assert.rejects(retries.refreshRetryTokenForRetry(token, { error: last, errorType: "CLIENT_ERROR" }));
    assert.equal(isUncertain(last), expected, earlier.map(String).join());
    assert.equal(isDefiniteRefusal(last), !expected);
  }
});

for (const endpoint of ["no address", "http://", "127.0.0.1:4566", "ftp://example.org", "http://127.0.0.1:99999"]) {
  Deno.test(`AWS_ENDPOINT_URL ${endpoint} is refused before anything is sent`, () => {
    const emit = () => assert.fail("nothing to say");
    assert.throws(() => sandboxAws({ endpoint }, { emit }), {
      code: "DAY-NET-002",
    });
  });
}
