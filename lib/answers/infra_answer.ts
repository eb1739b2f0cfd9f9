import type { MadeSchedulerRole } from "../infra/make_scheduler_role.ts";
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

/** What `infra scheduler-role` says: the lines at the end are read by scripts of earlier days. */
export function schedulerRoleAnswer(done: MadeSchedulerRole): Answer {
  const { arn, region, account } = done;
  const { json, text, error } = infraAnswer(done);
  const lines = [`ROLE ARN: ${arn}`, `Region: ${region}`, `Account: ${account}`];
  return { error, json: { ...json, role_arn: arn }, text: error === undefined ? [text, ...lines].join("\n") : text };
}
