import type { Warning } from "../../state/journal/facts.ts";
import type { StepResult } from "./run_steps.ts";

/** What is odd about a head node that has all it needs. */
export const oddHeadNode = "headnode.start_up_file";

/** What a person should know of the steps: those that failed, and what was odd about the others. */
export function headNodeWarnings(steps: readonly StepResult[]): readonly Warning[] {
  return steps.filter(({ outcome, message }) => outcome !== "skipped" && message !== "").map(
    ({ step, outcome, message }) => ({
      id: outcome !== "done" ? `headnode.${step}` : step === "enforce" ? "headnode.no_effect" : oddHeadNode,
      message: `${step}: ${message}`,
      step: "headnode",
    }),
  );
}
