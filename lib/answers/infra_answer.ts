import type { DayError } from "../host/errors/day_error.ts";
import type { InfraObject } from "../infra/infra_object.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";

/** What a sub-command of `infra` has done. */
export type InfraDone = {
  readonly objects: readonly InfraObject[];
  readonly warnings: readonly string[];
  readonly error?: DayError;
};

/** What `infra` says at its end. */
export function infraAnswer({ objects, warnings, error }: InfraDone): Answer {
  return {
    error,
    json: { objects, warnings },
    text: [
      ...textTable(objects.map(({ kind, name, outcome }) => [outcome, `${kind} ${name}`])),
      ...textTable(warnings.map((warning) => ["warning", warning])),
    ].join("\n"),
  };
}
