import { DayError } from "../../host/errors/day_error.ts";
import type { Prompter } from "../../host/prompter.ts";

/** Asks nobody: the first question that would be shown is the error of `--non-interactive` (spec/create-cluster.md 1.7). */
export function silentPrompter(): Prompter {
  const refuse = ({ id, message }: { id: string; message: string }): Promise<never> =>
    Promise.reject(
      new DayError("DAY-PROMPT-001", `${id}: ${message}`, {
        fix: /^[a-z_0-9I]+$/.test(id) ? `give it with --set ${id}=VALUE, or in the configuration file` : undefined,
        details: { key: id },
      }),
    );
  return { refuses: true, text: refuse, menu: refuse, consent: refuse };
}
