import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Held } from "../protocol/hold.ts";
import { reasonIn, runToEnd } from "../steps/run_child.ts";
import type { Step, StepOut } from "../steps/walk_steps.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { workspaceOf } from "../steps/workspace.ts";
import { fetchTree, type Results } from "./fetch_results.ts";

/** What `export` leaves behind. */
const statusShape = z.object({
  fsx_export: z.object({ status: z.string(), s3_uri: z.string(), message: z.string().optional() }),
});
type Status = z.infer<typeof statusShape>["fsx_export"];

/**
 * Has FSx copy what the pipeline has made to S3, by our own `export`, which goes on with what an earlier call has begun. A file system
 * that is linked to no bucket gives nothing to S3: then it comes over the connection. So do the results of a run that has failed
 * when the export fails as well, because they go with the cluster.
 */
export function exportStep(deps: WorkDeps, results: Results): Step {
  return {
    name: results === "all" ? "export" : "export_error",
    async do(held): Promise<StepOut> {
      const { code, status, said } = await runExport(deps, held);
      if (code === 0 && status?.status === "success") return { uri: status.s3_uri };
      const why = oneLine(status?.message ?? "") || `it ended with exit code ${code}${said}`;
      if (/^DAY-EXP-001\b/.test(said.replace(/^: /, "")) || results === "what can be had") {
        const { workset } = held.place;
        deps.say("warn", `${workset}: the results are copied over SSH, because the export to S3 failed: ${why}`, {
          event: "export",
          workset,
        });
        await fetchTree(deps, held, results);
        return {};
      }
      throw new DayError("WS-PIP-001", `the results could not be exported: ${why}`);
    },
  };
}

async function runExport(deps: WorkDeps, held: Held) {
  const { cluster, steps: { ship } } = held.journal();
  const { name = "", region = "", profile = "" } = cluster ?? {};
  const folder = join(workspaceOf(deps.options.localRoot, held.place.workset).own, "export");
  const place = ["--cluster", name, "--region", region, "--profile", profile, "--output-dir", folder];
  const argv = deps.ownTask("export", [...place, ship?.out?.there ?? ""]);
  const path = join(folder, "fsx_export.yaml");
  await deps.folders.removeTree(folder);
  const { code, stdout, stderr } = await runToEnd(deps, held, { label: "export results", argv, code: "WS-PIP-001" });
  const status = await deps.files.stat(path) === undefined ? undefined : statusIn(await deps.files.readText(path));
  return { code, status, said: reasonIn(stdout, stderr) };
}

function statusIn(text: string): Status | undefined {
  return statusShape.safeParse(parse(text)).data?.fsx_export;
}
