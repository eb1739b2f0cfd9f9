import type { Check } from "../../preflight/check.ts";
import type { Answer } from "../answer.ts";
import type { PreflightRun } from "../../cluster/create/run_preflight.ts";
import { textTable } from "../../text/table.ts";
import type { CreationCall } from "./creation_command.ts";
import { answeredCommands } from "./unanswered.ts";

/** What `preflight` says at its end. */
export function preflightAnswer({ report, path, error }: PreflightRun, call: CreationCall): Answer {
  const { checks, cluster_name: cluster, region_az: zone } = report;
  const count = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  const passed = count("PASS");
  const others = checks.filter(({ status }) => status !== "PASS");
  const verdict = error === undefined ? "passed" : "stopped";
  return {
    exitCode: error?.exitCode ?? 0,
    error,
    next: answeredCommands(call, error),
    json: { report, artifacts: { preflight_report: path } },
    text: [
      `preflight ${verdict}: cluster ${cluster ?? "without a name"} in ${zone}, ` +
      `${passed} of ${checks.length} checks passed`,
      ...(others.length === 0 ? [] : textTable(others.map(({ status, id, remediation }) => [status, id, remediation]))),
      `report: ${path}`,
    ].join("\n"),
  };
}
