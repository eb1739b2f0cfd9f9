import { DayError } from "../../host/errors/day_error.ts";
import type { Machines } from "./machines.ts";

/**
 * Refuses a state file of another account.
 *
 * @throws DayError DAY-SPOT-014
 */
export function refuseOtherAccount({ deployments }: Machines, account: string, path: string): void {
  const other = Object.values(deployments).find(({ account_id }) => account_id !== "" && account_id !== account);
  if (other === undefined) return;
  const message = `${path} belongs to account ${other.account_id}, but the credentials belong to ${account}`;
  throw new DayError("DAY-SPOT-014", message, {
    fix: "use a profile of that account, or name another state file with --state",
  });
}
