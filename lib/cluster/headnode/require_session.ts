import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Processes } from "../../host/processes.ts";

const plugin = "/tmp/session-manager-plugin.deb";
const source =
  "https://s3.amazonaws.com/session-manager-downloads/plugin/latest/ubuntu_64bit/session-manager-plugin.deb";

/** @throws DayError DAY-PRE-001 without the programs that a session of AWS Systems Manager takes */
export async function requireSession({ processes }: { readonly processes: Processes }): Promise<void> {
  if (await processes.which("aws") === undefined) {
    throw new DayError("DAY-PRE-001", "--via ssm needs the AWS CLI, which was not found", {
      fix: advice`install it with: ${command("deno task toolchain install")}`,
    });
  }
  if (await processes.which("session-manager-plugin") !== undefined) return;
  throw new DayError("DAY-PRE-001", "--via ssm needs session-manager-plugin, which was not found", {
    fix: advice`on Debian and Ubuntu: ${command(`curl -fsSLo ${plugin} ${source} && sudo dpkg -i ${plugin}`)}`,
  });
}
