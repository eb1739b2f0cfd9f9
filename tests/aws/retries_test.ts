import assert from "node:assert/strict";
import { Retries } from "../../lib/aws/retries.ts";
import { awsSession } from "../../lib/aws/session.ts";

type Failure = { readonly name: string; readonly message: string; readonly code?: string };

/** How many attempts a request gets that always fails like this. */
async function attemptsOf({ name, message, code }: Failure): Promise<number> {
  const error = Object.assign(new Error(message), { name, code, cause: undefined });
  const retries = new Retries();
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

for (const endpoint of ["no address", "http://", "127.0.0.1:4566", "ftp://example.org", "http://127.0.0.1:99999"]) {
  Deno.test(`AWS_ENDPOINT_URL ${endpoint} is refused before anything is sent`, () => {
    const emit = () => assert.fail("nothing to say");
    assert.throws(() => awsSession({ profile: "p", region: "us-west-2", endpoint, emit }), { code: "DAY-NET-002" });
  });
}
