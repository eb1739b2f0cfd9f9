import type { ConfiguredCluster } from "../cluster/headnode/configure_cluster.ts";
import { DayError } from "../host/errors/day_error.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";
import { configureCommand } from "./configure_command.ts";
import { loginCommands } from "./login_commands.ts";

/** What `headnode configure` says at its end. */
export function headNodeAnswer(configured: ConfiguredCluster): Answer {
  const { cluster, region, steps, hasOwnOptions } = configured;
  const failed = steps.filter(({ outcome }) => outcome !== "done").map(({ step }) => step);
  const error = failed.length === 0 ? undefined : new DayError(
    "DAY-HEAD-002",
    `these setup steps failed on the head node of cluster ${cluster}: ${failed.join(", ")}`,
  );
  const again = failed.length === 0 ? [] : [configureCommand(configured, failed)];
  return {
    error,
    json: { cluster_name: cluster, region, steps: steps.map((each) => ({ ...each })) },
    text: [
      `head node of cluster ${cluster} in ${region}: ${failed.length === 0 ? "set up" : "not completely set up"}`,
      ...textTable(steps.map(({ step, outcome, message }) => [step, outcome, message])),
    ].join("\n"),
    next: [...again, ...loginCommands(configured, hasOwnOptions)],
  };
}
