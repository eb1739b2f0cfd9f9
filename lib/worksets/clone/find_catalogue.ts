import { join } from "node:path";
import { findFile, type FindFileDeps, shippedPaths } from "../../config/file/shipped_files.ts";
import { type Catalogue, readCatalogue } from "./catalogue.ts";

/** The catalogue of this user, as head nodes have one; else the one below the current folder, else the shipped one. */
export async function findCatalogue(deps: FindFileDeps): Promise<Catalogue> {
  const own = join(deps.environment.home, ".config", "daylily", "daylily_available_repositories.yaml");
  const found = await findFile(deps, own) ?? await findFile(deps, shippedPaths.repositories);
  return readCatalogue(found?.text ?? "", found?.path ?? shippedPaths.repositories);
}
