import { dirname, join } from "node:path";
import { readWork } from "./read_work.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { workspaceOf } from "./workspace.ts";

/** Puts the tables of samples and units where the pipeline reads them: those that staging has made, else those of the workset. */
export function configureStep(deps: WorkDeps): Step {
  return {
    name: "config",
    async do(held) {
      const { workset } = held.place;
      const { files, options, say } = deps;
      const { stage, pipeline } = await readWork(deps, workset);
      const { folder } = workspaceOf(options.localRoot, workset);
      const { steps } = held.journal();
      const path = steps.clone?.out?.path ?? folder;
      const staged = steps.stage?.out ?? {};
      const tables = [
        { from: staged.samples ?? join(folder, stage.samplesTsv), to: pipeline.samplesConfigPath },
        {
          from: stage.unitsTsv === undefined ? staged.units : join(folder, stage.unitsTsv),
          to: pipeline.unitsConfigPath,
        },
      ];
      for (const { from, to } of tables) {
        if (from === undefined) continue;
        const target = join(path, to);
        await files.ensureFolder(dirname(target));
        await files.replace(target, await files.readBytes(from));
        say("info", `${workset}: ${to} was copied from ${from}`, { event: "config", workset, from, to });
      }
      return {};
    },
  };
}
