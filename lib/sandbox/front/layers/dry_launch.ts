import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";

/**
 * Answers `RunInstances` with `DryRun`: the emulator refuses the ephemeral block devices with which `pcluster` tries its launch
 * templates.
 */
export const dryLaunch: Layer = (call, next) => {
  if (call.operation !== "RunInstances" || call.parameters.DryRun !== "true") return next(call);
  const message = "Request would have succeeded, but DryRun flag is set.";
  return Promise.resolve(errorAnswer(call, 412, "DryRunOperation", message));
};
