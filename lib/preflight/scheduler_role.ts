import { schedulerRoleVariables } from "../aws/questions/resolve_scheduler_role.ts";
import type { ConfigSource, Sourced } from "../config/file/config_source.ts";
import { initial } from "../config/file/initial_value.ts";
import type { Settings } from "../config/settings/resolve_settings.ts";
import type { Environment } from "../host/environment.ts";

/**
 * The scheduler role that a person named, by flag, configuration or environment; nothing when the heartbeat is off or the role is
 * to be looked up.
 */
export function suppliedSchedulerRole(
  source: ConfigSource,
  settings: Settings,
  environment: Environment,
): Sourced | undefined {
  if (settings.heartbeat_email.value === "") return undefined;
  const configured = initial(source, "heartbeat_scheduler_role_arn");
  if (configured !== undefined) return configured.value === "" ? undefined : configured;
  const value = schedulerRoleVariables.map((name) => environment.get(name)).find((each) => each !== undefined);
  return value === undefined ? undefined : { value, origin: "environment" };
}
