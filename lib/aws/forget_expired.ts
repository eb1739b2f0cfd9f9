import { isExpired } from "./aws_error.ts";
import type { Credentials } from "./credentials.ts";
import type { Watchable } from "./region_off.ts";

/**
 * After an answer that says so, credentials whose time is over are looked up again by whoever asks next: a program that goes on for days
 * takes up those that a person has put in their place.
 */
export function forgetExpired(client: Watchable, credentials: Credentials): void {
  client.middlewareStack.add(
    (next) => async (sent) => {
      try {
        return await next(sent);
      } catch (error) {
        if (isExpired(error)) credentials.forget();
        throw error;
      }
    },
    { step: "initialize", name: "forgetExpired" },
  );
}
