import type { Environment } from "../../host/environment.ts";
import type { Emit } from "../../host/events/events.ts";

const variable = "DAY_DISABLE_AUTO_SELECT";

/**
 * Whether configured values may be used without asking. Any text in `DAY_DISABLE_AUTO_SELECT` switches that off, `0`
 * and `false` included, which is worth saying.
 */
export function autoSelect({ environment, emit }: { environment: Pick<Environment, "get">; emit: Emit }): boolean {
  const value = environment.get(variable);
  if (value === undefined) return true;
  if (value !== "1") {
    emit({
      code: "config.auto_select",
      level: "warn",
      message:
        `You are asked even if there is only one choice, because ${variable} is set (${value}); unset it to have a single choice taken automatically`,
    });
  }
  return false;
}
