import type { Extended } from "../cluster/deadline/extend.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";

/** What `extend` says at its end. */
export function extendAnswer({ cluster, region, deadline, notes, warnings }: Extended): Answer {
  return {
    json: { deadline, cluster_name: cluster, region, warnings },
    text: [
      deadline === ""
        ? `cluster ${cluster} in ${region} has no deletion deadline`
        : `AWS deletes cluster ${cluster} in ${region} at ${deadline}`,
      ...textTable(notes.map((note) => [note])),
      ...textTable(warnings.map(({ step, message }) => ["warning", step, message])),
    ].join("\n"),
  };
}
