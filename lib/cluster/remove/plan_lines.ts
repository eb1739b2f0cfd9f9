import { kindWords } from "../../text/kind_words.ts";
import { oneLine } from "../../text/one_line.ts";
import { textTable } from "../../text/table.ts";
import type { DeletionPlan, Item } from "./plan_deletion.ts";
import { type DeletionSurvey, isDoomed } from "./survey_deletion.ts";

/** What a person reads before a deletion: what goes, what stays, and what is lost with it. */
export function planLines(survey: DeletionSurvey, { deleted, kept }: DeletionPlan): readonly string[] {
  const { place, fileSystems, unreadFileSystems: unread } = survey;
  const nothing = deleted.length === 0 ? ["  nothing is left to delete"] : [];
  return [
    `plan for the deletion of cluster ${place.cluster} in ${place.region}, account ${place.account}`,
    ...nothing,
    ...firstExportLines(survey),
    ...itemLines({ delete: deleted, keep: kept }),
    ...(survey.look.is === "there" ? [...ownerLines(survey), jobsLine(survey), ...exportLines(survey)] : []),
    ...(unread === "" ? [] : [`  its file systems could not be read: ${unread}`]),
    ...(fileSystems.some(isDoomed) ? ["  results that were not exported are deleted with the file system"] : []),
  ];
}

function firstExportLines({ firstExport }: DeletionSurvey): readonly string[] {
  if (firstExport === undefined) return [];
  if (firstExport.is === "skipped") return [`  nothing can be exported: ${firstExport.why}`];
  const { path, uri } = firstExport.plan;
  return [`  first /fsx/${path} is exported to ${uri}; the deletion begins only if that succeeds`];
}

/** Things in one table, each behind the word that says what becomes of it. */
export function itemLines(groups: Readonly<Record<string, readonly Item[]>>): readonly string[] {
  const rows = Object.entries(groups).flatMap(([word, items]) =>
    items.map(({ kind, name, why }) => [word, kindWords[kind] ?? kind, oneLine(name), oneLine(why)])
  );
  return textTable(rows);
}

/** Of a cluster that no run of this machine has made: whoever deletes it should see whose it is. */
function ownerLines({ look, isMadeHere }: DeletionSurvey): readonly string[] {
  if (isMadeHere || look.is !== "there") return [];
  const tags = (look.description.tags ?? []).flatMap(({ key = "", value = "" }) =>
    key === "" || /^(aws|parallelcluster):/.test(key) ? [] : [`${oneLine(key)}=${oneLine(value)}`]
  );
  return [`  it was not created from this machine; its tags: ${tags.join(", ") || "none"}`];
}

function jobsLine({ headNode }: DeletionSurvey): string {
  if (headNode.is === "unknown") return `  jobs: unknown (${oneLine(headNode.why)})`;
  const { running, pending } = headNode;
  return `  jobs: ${running} running, ${pending} waiting; they are cancelled`;
}

function exportLines({ fileSystems, headNode }: DeletionSurvey): readonly string[] {
  const files = headNode.is === "known" ? String(headNode.unexported) : "unknown";
  return fileSystems.filter(({ fate }) => fate !== "apart").flatMap(({ id, exported, exporting }) => [
    exported === ""
      ? `  ${id}: no export is known; files under /fsx/analysis_results: ${files}`
      : `  ${id}: last exported ${exported}; newer files under /fsx/analysis_results: ${files}`,
    ...exporting.map((task) => `  ${id}: export ${task} is running`),
  ]);
}
