import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Processes } from "../../host/processes.ts";
import type { Via } from "../../host/net/via.ts";
import { requireSession } from "./require_session.ts";

/** @throws DayError DAY-PRE-001 without the client programs of OpenSSH, or without what the way takes besides */
export async function requireSsh(deps: { readonly processes: Processes }, via: Via): Promise<void> {
  for (const program of ["ssh", "scp"]) {
    if (await deps.processes.which(program) !== undefined) continue;
    throw new DayError("DAY-PRE-001", `${program} was not found`, {
      fix: advice`install OpenSSH, on Debian and Ubuntu with: ${command("apt-get install openssh-client")}`,
    });
  }
  if (via === "ssm") await requireSession(deps);
}
