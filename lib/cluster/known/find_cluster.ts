import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";

/** ParallelCluster's own rule; clusters that others made need not follow ours. */
const possible = /^[a-zA-Z][a-zA-Z0-9-]{0,59}$/;

/**
 * The name that `--cluster` gives to a task that works on a cluster there is.
 *
 * @throws DayError DAY-USE-001 for one that no cluster can have
 */
export function namedCluster(given: string): string {
  if (possible.test(given)) return given;
  const why = given === "" ? "is empty" : `${JSON.stringify(given)} is not a valid cluster name`;
  throw new DayError("DAY-USE-001", `--cluster ${why}`, {
    fix: advice`name a cluster, as in: ${
      command("deno task status --cluster NAME")
    }; a name is a letter, then letters, digits and hyphens`,
  });
}
