import type { RetryErrorInfo, StandardRetryToken } from "@smithy/types";
import { ConfiguredRetryStrategy } from "@smithy/util-retry";
import { isRefusal } from "./aws_error.ts";

const attempts = 8;
const longestPause = 15_000;
/** A service that lets requests wait until their time is over is not cured by more of them: three take a minute and a half. */
const attemptsWithoutAnswer = 3;

/**
 * When a request is sent again: eight attempts in all, with pauses of up to 15 s between them, but only three when they end
 * without an answer after the full time of a request. Nobody waits for eight of these.
 *
 * The error of the last attempt says whether one before it may have had its effect (`isUncertain`).
 */
export class Retries extends ConfiguredRetryStrategy {
  /** Tokens of requests of which an attempt ended in no definite refusal. */
  readonly #uncertain = new WeakSet<StandardRetryToken>();

  /** @param random numbers from 0 up to 1, for the jitter */
  constructor(random: () => number) {
    super(attempts, (attempt) => pauseBefore(attempt, random));
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const wasUncertain = this.#uncertain.has(token);
    if (wasUncertain) mark(info.error);
    const isEnough = token.getRetryCount() + 1 >= attemptsWithoutAnswer;
    if (isEnough && tookTooLong(info.error)) throw new Error("no further attempt");
    const next = await super.refreshRetryTokenForRetry(token, info);
    if (wasUncertain || !isRefusal(info.error)) this.#uncertain.add(next);
    return next;
  }
}

function mark(error: unknown): void {
  if (typeof error !== "object" || error === null) return;
  const carrier = error as { $metadata?: object };
  carrier.$metadata = { ...carrier.$metadata, uncertain: true };
}

/** Connected, sent, and no answer in time. A connection that does not come about has another form. */
function tookTooLong(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError" && "code" in error && error.code === "ETIMEDOUT";
}

/** Exponential back-off with full jitter, in milliseconds, before attempt number `attempt` (the first retry is 1). */
function pauseBefore(attempt: number, random: () => number): number {
  return random() * Math.min(longestPause, 200 * 2 ** attempt);
}
