import { atOnce } from "../../host/at_once.ts";
import { sha256 } from "../../host/sha256.ts";
import { s3Uri } from "../../names/s3_address.ts";
import { ensureObject, textSource } from "./ensure_object.ts";
import type { StageDeps } from "./find_sources.ts";
import type { PartLimits } from "./plan_parts.ts";
import { planStage, type StagePlan } from "./plan_stage.ts";
import type { Staged, StagedFile, StageRequest } from "./staged.ts";

/** Files that are staged at the same time. */
const most = 4;

/**
 * Stages what a manifest leads to where a cluster's file system shows it, each sample's lanes joined, and makes the tables that
 * pipelines read. The same manifest always goes to the same folder: what stands there already, made from the same bytes, stays.
 *
 * @throws DayError with every problem of the manifest's inputs, before anything is written
 */
export async function stageSamples(deps: StageDeps, request: StageRequest, limits?: PartLimits): Promise<Staged> {
  const name = `remote_stage_${(await sha256(request.text)).slice(0, 16)}`;
  const folder = `${request.target.replace(/^\/+|\/+$/g, "")}/${name}`;
  const { objects, tables, notes } = await planStage(deps, request, `/fsx/${folder}`);
  for (const message of notes) deps.emit({ code: "stage.note", level: "info", message });

  const stage = async (each: StagePlan["objects"][number]): Promise<StagedFile> => {
    const target = { bucket: request.bucket, key: `${folder}/${each.name}` };
    const unchanged = await ensureObject(deps.aws, target, each.sources, limits);
    const path = `/fsx/${target.key}`;
    deps.emit({
      code: "stage.file",
      level: "info",
      message: `${path} ${unchanged ? "is already there" : "was copied"}`,
    });
    return { path, bytes: each.sources.reduce((sum, { bytes }) => sum + bytes, 0), unchanged };
  };
  const files = await atOnce(most, objects, stage);
  // Whoever finds the tables finds everything that they name.
  const [samples, units] = await atOnce(1, [
    { name: `${name}_samples.tsv`, sources: [textSource(tables.samples)] },
    { name: `${name}_units.tsv`, sources: [textSource(tables.units)] },
  ], stage);
  return {
    stageDir: `/fsx/${folder}`,
    s3Uri: s3Uri({ bucket: request.bucket, key: `${folder}/` }),
    samples: samples.path,
    units: units.path,
    samplesText: tables.samples,
    unitsText: tables.units,
    files,
    warnings: [...request.manifest.warnings, ...tables.warnings],
  };
}
