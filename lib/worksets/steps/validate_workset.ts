import { resolve } from "node:path";
import { networkZones } from "../../aws/questions/network/network_zones.ts";
import { checkInputs } from "../contract/check_inputs.ts";
import { clusterPlace } from "../contract/cluster_place.ts";
import { inputsOf } from "../contract/input.ts";
import { lookWith, standsIn } from "../contract/look_at_inputs.ts";
import { type Problem, refuse } from "../contract/problem.ts";
import { readManifest } from "../contract/read_manifest.ts";
import { readWorkFile } from "../contract/read_work_file.ts";
import { type WorkFile, workFileName } from "../contract/work_file.ts";
import type { WorkDeps } from "./work_deps.ts";

/** Where the files of a workset come from: this host, or wherever they are looked at without being worked on. */
export type WorksetFiles = {
  /** Relative to the workset. */
  readonly paths: ReadonlySet<string>;
  /** @throws when there is no such file */
  read(path: string): Promise<Uint8Array>;
};

export type Validated = {
  readonly work: WorkFile;
  readonly notes: readonly string[];
  /** Where the cluster is made; nothing where none is. */
  readonly place: { readonly zone: string; readonly config: string } | undefined;
};

type ValidateDeps = Pick<WorkDeps, "aws" | "awsOf" | "web" | "environment" | "files"> & {
  readonly options: Pick<WorkDeps["options"], "allowShell" | "strictManifest" | "clusterConfig">;
};

/**
 * Judges all that a workset asks for before anything is done.
 *
 * @throws DayError with all problems at once
 */
export async function validateWorkset(deps: ValidateDeps, workset: WorksetFiles): Promise<Validated> {
  const { options, aws } = deps;
  const work = readWorkFile(await required(workset, workFileName), { allowShell: options.allowShell, aws });
  const problems: Problem[] = [];
  const { samplesTsv, unitsTsv } = work.stage;
  const missing = (file: string, about: string) =>
    void problems.push({
      code: "WS-DAT-002",
      file: workFileName,
      about,
      message: `there is no ${file} in the workset`,
    });
  if (work.cluster.name === undefined) {
    const message = "required: the name of the cluster that is created, or with cluster.allow_existing: true is used";
    problems.push({ code: "WS-CFG-001", file: workFileName, about: "cluster_name", message });
  }
  if (unitsTsv !== undefined && !workset.paths.has(unitsTsv)) missing(unitsTsv, "stage.units_tsv");
  if (!workset.paths.has(samplesTsv)) missing(samplesTsv, "stage.samples_tsv");
  const place = work.cluster.allowExisting ? undefined : await placeOf(deps, work, problems);
  const notes = [...work.warnings];
  if (work.cluster.share) {
    notes.push(
      `cluster ${work.cluster.name} is shared: created when it does not stand yet, removed when no workset of the root uses it any more`,
    );
  }
  if (workset.paths.has(samplesTsv)) {
    const manifest = readManifest(await workset.read(samplesTsv), samplesTsv);
    const inputs = inputsOf(manifest, options.strictManifest);
    const checked = await checkInputs({ ...lookWith(deps), stands: standsIn(workset.paths) }, samplesTsv, inputs);
    problems.push(...checked.problems);
    notes.push(...manifest.warnings, ...checked.notes);
  }
  refuse(problems);
  return { work, notes, place };
}

async function required(workset: WorksetFiles, file: string): Promise<Uint8Array> {
  if (workset.paths.has(file)) return await workset.read(file);
  const problem: Problem = { code: "WS-DAT-002", file, about: "", message: "is missing in the workset" };
  refuse([problem]);
  throw new Error("a problem is refused");
}

async function placeOf({ awsOf, environment, options, files }: ValidateDeps, work: WorkFile, problems: Problem[]) {
  const { profile, region } = work.aws;
  const names = work.cluster.createArgs.some((word) => /^--region-az(=|$)/.test(word));
  const zones = names || profile === undefined || region === undefined
    ? []
    : await networkZones(awsOf({ profile, region }));
  const environmentConfig = environment.get("DAY_EX_CFG");
  const place = clusterPlace(work, { zones, environmentConfig, monitorConfig: options.clusterConfig });
  const template = work.cluster.template;
  if (template !== undefined && await files.stat(resolve(environment.folder, template)) === undefined) {
    const message = `there is no file ${template} below the monitor's folder ${environment.folder}`;
    problems.push({ code: "WS-CFG-001", file: workFileName, about: "cluster.template", message });
  }
  if (!("problems" in place)) return place;
  problems.push(...place.problems);
  return undefined;
}
