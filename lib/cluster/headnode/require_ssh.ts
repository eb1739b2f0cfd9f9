import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Processes } from "../../host/processes.ts";

/** @throws DayError DAY-PRE-001 without the client programs of OpenSSH */
export async function requireSsh({ processes }: { readonly processes: Processes }): Promise<void> {
  for (const program of ["ssh", "scp"]) {
    if (await processes.which(program) !== undefined) continue;
    throw new DayError("DAY-PRE-001", `${program} was not found`, {
      fix: advice`install OpenSSH, on Debian and Ubuntu with: ${command("apt-get install openssh-client")}`,
    });
  }
}
