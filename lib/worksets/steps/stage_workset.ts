import { join } from "node:path";
import { s3Uri } from "../../names/s3_address.ts";
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
      const { environment, options, processes, files } = deps;
      const work = await readWork(deps, workset);
      const { folder, own } = workspaceOf(options.localRoot, workset);
      const { name = "" } = work.cluster;
      const { profile = "", region = "" } = work.aws;
      const { pemKey, extraArgs, samplesTsv } = work.stage;
      const tables = join(own, "staged");
      const common = [
        ...["--profile", profile, "--region", region],
        ...pemKey === undefined ? [] : ["--pem", join(environment.home, ".ssh", pemKey)],
        ...["--cluster", name],
      ];
      const manifest = join(folder, samplesTsv);
      const legacy = await processes.which(legacyName);
      const argv = legacy === undefined
        ? deps.ownTask("stage-samples", [
          ...common,
          ...["--data-uri", s3Uri({ bucket: options.bucket, key: prefix }), "--config-dir", tables],
          ...[...extraArgs, manifest],
        ])
        : [legacy, ...common, ...extraArgs, manifest];
      const said = await runChild(deps, held, { label: "stage samples", argv, folder, code: "WS-PIP-001" });
      const dir = /^Remote FSx stage directory: (.+)$/m.exec(said)?.[1].trim();
      const written = async (file: string) => await files.stat(join(tables, file)) === undefined ? {} : join(tables, file);
      const [samples, units] = [await written("samples.tsv"), await written("units.tsv")];
      return {
        ...dir === undefined ? {} : { dir },
        ...typeof samples === "string" ? { samples } : {},
        ...typeof units === "string" ? { units } : {},
      };
    },
  };
}
