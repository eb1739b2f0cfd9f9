import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";

/** S3 is the one service that gets several requests at once: a listing fails when an object is put at the same moment. */
const tries = 5;

/**
 * Says in the protocol's own form what the emulator can only say with a page for browsers: that it does not know an operation,
 * or fails at a request. It would fail again, so the error is not one that clients repeat; a read of S3 is asked again first.
 */
export const emulatorFailures: Layer = async (call, next) => {
  const isRead = call.service === "s3" && ["GET", "HEAD"].includes(call.method);
  for (let left = isRead ? tries : 1;; left--) {
    const answer = await next(call);
    if (answer.status < 500 || !(answer.headers.get("content-type") ?? "").startsWith("text/html")) return answer;
    await answer.body?.cancel();
    if (left > 1) continue;
    const message = `The sandbox cannot do ${call.service} ${call.operation} with these parameters`;
    return errorAnswer(call, 400, "UnsupportedOperation", message);
  }
};
