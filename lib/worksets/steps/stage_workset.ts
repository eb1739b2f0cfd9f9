import { join } from "node:path";
import { s3Uri } from "../../names/s3_address.ts";
import type { WorkFile } from "../contract/work_file.ts";
import { readWork } from "./read_work.ts";
import { runChild } from "./run_child.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { workspaceOf } from "./workspace.ts";

const legacyName = "daylily-stage-samples-from-local-to-headnode";

/**
 * Stages the samples: by the legacy program where it is on `PATH`, else by our own `stage-samples`, which puts the same manifest
 * always into the same folder, so that it can be done again.
 */
export function stageStep(deps: WorkDeps): Step {
  return {
    name: "stage",
    async do(held) {
      const { workset, prefix } = held.place;
      const { options, files } = deps;
      const work = await readWork(deps, workset);
      const { folder, own } = workspaceOf(options.localRoot, workset);
      const tables = join(own, "staged");
      const argv = await stageCommand(deps, work, { prefix, folder, tables });
      const said = await runChild(deps, held, { label: "stage samples", argv, folder, code: "WS-PIP-001" });
      const dir = /^Remote FSx stage directory: (.+)$/m.exec(said)?.[1].trim();
      const written = async (file: string) =>
        await files.stat(join(tables, file)) === undefined ? {} : join(tables, file);
      const [samples, units] = [await written("samples.tsv"), await written("units.tsv")];
      return {
        ...dir === undefined ? {} : { dir },
        ...typeof samples === "string" ? { samples } : {},
        ...typeof units === "string" ? { units } : {},
      };
    },
  };
}

type StagePlace = { readonly prefix: string; readonly folder: string; readonly tables: string };

export async function stageCommand(
  { environment, processes, options, ownTask }: Pick<WorkDeps, "environment" | "processes" | "options" | "ownTask">,
  work: WorkFile,
  { prefix, folder, tables }: StagePlace,
): Promise<readonly string[]> {
  const { profile = "", region = "" } = work.aws;
  const { pemKey, extraArgs, samplesTsv } = work.stage;
  const common = [
    ...["--profile", profile, "--region", region],
    ...pemKey === undefined ? [] : ["--pem", join(environment.home, ".ssh", pemKey)],
    ...["--cluster", work.cluster.name ?? ""],
  ];
  const manifest = join(folder, samplesTsv);
  const legacy = await processes.which(legacyName);
  if (legacy !== undefined) return [legacy, ...common, ...extraArgs, manifest];
  const places = ["--data-uri", s3Uri({ bucket: options.bucket, key: prefix }), "--config-dir", tables];
  return ownTask("stage-samples", [...common, ...places, ...extraArgs, manifest]);
}
