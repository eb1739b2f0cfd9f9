import { guarded } from "../../lib/cli/commands/guarded.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { systemHost } from "../../lib/host/system/system_host.ts";

/** Goes wrong in the way that the first word says, and tells its exit code when it gets so far. */
const [way, ...argv] = Deno.args;
const code = await guarded({ name: "rent", hasStatus: true }, argv, systemHost(), async () => {
  if (way === "known") throw new DayError("DAY-RUN-001", "somebody else is at it");
  if (way === "unknown") throw new TypeError("x is undefined");
  // Not in the source as such: Deno would fetch it before the first line runs.
  if (way === "unfetched") await import(["@stricli", "core"].join("/"));
  if (way === "stray") Promise.reject(new TypeError("nobody waits for this"));
  if (way === "timer") {
    setTimeout(() => {
      throw new TypeError("nobody waits for this either");
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  return 0;
});
console.log(`ended with ${code}`);
Deno.exit(code);
