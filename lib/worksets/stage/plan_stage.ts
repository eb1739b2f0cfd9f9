import { atOnce } from "../../host/at_once.ts";
import { checkInputs } from "../contract/check_inputs.ts";
import { type Input, inputsOf } from "../contract/input.ts";
import { lookWith } from "../contract/look_at_inputs.ts";
import { isBlank, type ManifestRow } from "../contract/manifest.ts";
import { type Problem, refuse } from "../contract/problem.ts";
import { keyOf, sampleId } from "../contract/sample_name.ts";
import { findConcordance } from "./concordance.ts";
import { findSource, type StageDeps } from "./find_sources.ts";
import { generatedTables, type Tables } from "./generated_tables.ts";
import type { Source } from "./source.ts";
import type { StageRequest } from "./staged.ts";
import { unjoinable, type WantedFile, wantedFiles } from "./wanted_files.ts";

/** What is written, by its name below the folder of the stage. */
export type StagePlan = {
  readonly objects: readonly { readonly name: string; readonly sources: readonly Source[] }[];
  readonly tables: Tables;
  readonly notes: readonly string[];
};

/** Requests that look for something, at the same time. */
const most = 16;

/**
 * Finds everything that a manifest leads to.
 *
 * @param folder of the stage, as the head node sees it
 * @throws DayError with all problems at once
 */
export async function planStage(deps: StageDeps, request: StageRequest, folder: string): Promise<StagePlan> {
  const { manifest } = request;
  const inputs = inputsOf(manifest);
  const samples = [...Map.groupBy(manifest.rows, keyOf).values()];
  const wanted = samples.flatMap((lanes) => wantedFiles(lanes, inputs));
  const problems = wanted.flatMap((each) => unjoinable(manifest.file, each));
  const objects = await foundFiles(deps, request, wanted, problems);
  const folders = await foundFolders(deps, request, samples, inputs, problems);
  const handled = new Set([...wanted.flatMap((each) => each.inputs), ...inputs.filter(isConcordance)]);
  const others = inputs.filter((input) => !handled.has(input));
  const checked = await checkInputs({ ...lookWith(deps), stands: () => Promise.resolve(true) }, manifest.file, others);
  refuse([...problems, ...checked.problems]);

  const staged = new Map(wanted.map(({ row, column, name }) => [`${keyOf(row)}\n${column}`, `${folder}/${name}`]));
  const tables = generatedTables(samples.map(([row]) => ({
    row,
    pathOf(column) {
      if (column === concordance) return folders.pathOf(row, folder);
      return staged.get(`${keyOf(row)}\n${column}`) ??
        (isBlank(row.cell(column)) && column.endsWith("_FQ") ? "" : row.cell(column));
    },
  })));
  return { objects: [...objects, ...folders.objects], tables, notes: checked.notes };
}

const concordance = "PATH_TO_CONCORDANCE_DATA_DIR";

function isConcordance({ column }: Input): boolean {
  return column === concordance;
}

async function foundFiles(deps: StageDeps, request: StageRequest, wanted: readonly WantedFile[], problems: Problem[]) {
  const cells = wanted.flatMap(({ inputs }) => inputs);
  const sought = new Map(
    await atOnce(most, cells, async (input) => [input, await findSource(deps, request, input)] as const),
  );
  return wanted.map(({ name, inputs }) => ({
    name,
    sources: inputs.flatMap((input): readonly Source[] => {
      const found = sought.get(input);
      if (found === undefined || "source" in found) return found === undefined ? [] : [found.source];
      problems.push(found.problem);
      return [];
    }),
  }));
}

/** Folders of samples, each sample's once. */
async function foundFolders(
  deps: StageDeps,
  request: StageRequest,
  samples: readonly (readonly ManifestRow[])[],
  inputs: readonly Input[],
  problems: Problem[],
) {
  const first = new Map<string, Input>();
  for (const input of inputs.filter(isConcordance)) {
    const isFirst = samples.some(([row]) => row === input.row) && !first.has(sampleId(input.row));
    if (isFirst) first.set(sampleId(input.row), input);
  }
  const found = new Map(
    await atOnce(most, [...first], async ([id, input]) => [id, await findConcordance(deps, request, input)] as const),
  );
  const objects: { readonly name: string; readonly sources: readonly Source[] }[] = [];
  for (const [id, each] of found) {
    if ("problem" in each) problems.push(each.problem);
    if ("files" in each) {
      objects.push(...each.files.map(({ name, source }) => ({ name: `concordance/${id}/${name}`, sources: [source] })));
    }
  }
  return {
    objects,
    pathOf(row: ManifestRow, folder: string): string {
      const each = found.get(sampleId(row));
      if (each === undefined || "problem" in each) return "";
      return "path" in each ? each.path : `${folder}/concordance/${sampleId(row)}`;
    },
  };
}
