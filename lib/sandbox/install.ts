import { join } from "node:path";
import {
  type InstallDeps,
  installEnvironments,
  linkPrograms,
  referencePrograms,
  toolsFolder,
} from "../toolchain/environments.ts";
import { pclusterRequirements, referencesRequirements } from "../toolchain/requirements.ts";
import { recommendedPcluster, type TriedPcluster } from "../toolchain/versions.ts";
import emulator from "./requirements/emulator.txt" with { type: "text" };

/** Absolute paths of the three virtual environments, and of a folder to put on `PATH`. */
export type Tools = {
  readonly emulator: string;
  readonly pcluster: string;
  readonly references: string;
  /** Links to `pcluster`, `daylily-omics-references.sh` and `aws` only; its folder `fallback` belongs at the end of `PATH`. */
  readonly bin: string;
};

const owner = "sandbox";

/**
 * Installs the emulator, the genuine `pcluster` of that version and the genuine reference check, and does nothing when they are
 * there.
 *
 * @throws DayError as `installEnvironments`
 */
export async function installTools(deps: InstallDeps, version: TriedPcluster = recommendedPcluster): Promise<Tools> {
  const home = toolsFolder(deps.environment);
  const { pcluster, references, ...others } = await installEnvironments(deps, home, {
    emulator,
    pcluster: pclusterRequirements[version],
    references: referencesRequirements,
  }, owner);
  const bin = await linkPrograms(deps, home, "bin", {
    programs: { pcluster: join(pcluster, "bin", "pcluster"), ...referencePrograms(references) },
    references,
    owner,
  });
  return { ...others, pcluster, references, bin };
}
