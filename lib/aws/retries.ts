import type { RetryErrorInfo, StandardRetryToken } from "@smithy/types";
import { ConfiguredRetryStrategy } from "@smithy/util-retry";

const attempts = 8;
const longestPause = 15_000;
/** A service that lets requests wait until their time is over is not cured by more of them: three take a minute and a half. */
const attemptsWithoutAnswer = 3;

/**
 * When a request is sent again: eight attempts in all, with pauses of up to 15 s between them, but only three when they end
 * without an answer after the full time of a request. Nobody waits for eight of these.
 *
 * @see design section 6 and guarantee 5
 */
export class Retries extends ConfiguredRetryStrategy {
  constructor() {
    super(attempts, pauseBefore);
  }

  override refreshRetryTokenForRetry(token: StandardRetryToken, info: RetryErrorInfo): Promise<StandardRetryToken> {
    const isEnough = token.getRetryCount() + 1 >= attemptsWithoutAnswer;
    if (isEnough && tookTooLong(info.error)) return Promise.reject(new Error("no further attempt"));
    return super.refreshRetryTokenForRetry(token, info);
  }
}

/** Connected, sent, and no answer in time. A connection that does not come about has another form. */
function tookTooLong(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError" && "code" in error && error.code === "ETIMEDOUT";
}

/** Exponential back-off with full jitter, in milliseconds, before attempt number `attempt` (the first retry is 1). */
function pauseBefore(attempt: number): number {
  return Math.random() * Math.min(longestPause, 200 * 2 ** attempt);
}
