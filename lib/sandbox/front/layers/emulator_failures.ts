import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";

/**
 * Says in the protocol's own form what the emulator can only say with a page for browsers: that it does not know an operation,
 * or fails at a request. It would fail again, so the error is not one that clients repeat.
 */
export const emulatorFailures: Layer = async (call, next) => {
  const answer = await next(call);
  if (answer.status < 500 || !(answer.headers.get("content-type") ?? "").startsWith("text/html")) return answer;
  await answer.body?.cancel();
  const message = `The sandbox cannot do ${call.service} ${call.operation} with these parameters`;
  return errorAnswer(call, 400, "UnsupportedOperation", message);
};
