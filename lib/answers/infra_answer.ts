import type { EnsuredObjects } from "../state/walks/ensure_objects.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";
import { objectsJson, objectsText } from "./objects.ts";

/** What a sub-command of `infra` has done, or would do. */
export type InfraDone = Omit<EnsuredObjects, "of">;

/** What `infra` says at its end. */
export function infraAnswer(done: InfraDone): Answer {
  const warnings = done.warnings.map(({ message }) => message);
  return {
    error: done.error,
    json: { ...objectsJson(done), warnings },
    text: [...objectsText(done), ...textTable(warnings.map((warning) => ["warning", warning]))].join("\n"),
  };
}
