import { isDefiniteRefusal, isThrottle } from "../../aws/aws_error.ts";
import { classOfCode, codeOf } from "./classify.ts";
import type { SpotDeps } from "../region/spot_deps.ts";

const attempts = 8;
const longestPause = 20_000;

/**
 * Sends a launch, and sends it again with the same token when EC2 asks for patience or the answer was lost: EC2 then gives its first
 * answer once more. A lack of capacity is an answer, though it comes as a failure of the server.
 */
export async function sendLaunch<T>({ clock, signal, random }: SpotDeps, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await send();
    } catch (error) {
      const isAnswer = classOfCode(codeOf(error)).type !== "unknown" ||
        (isDefiniteRefusal(error) && !isThrottle(error));
      if (isAnswer || attempt >= attempts) throw error;
      await clock.sleep(random() * Math.min(longestPause, 500 * 2 ** attempt), signal);
    }
  }
}
