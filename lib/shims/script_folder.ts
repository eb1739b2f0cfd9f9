import { resolve } from "node:path";
import type { Environment } from "../host/environment.ts";
import { DayError } from "../host/errors/day_error.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import type { ShimDeps } from "./standing.ts";

/**
 * The folder of the scripts, absolute: `bin` where the person is, or the one that was named, which is made when it is not there.
 *
 * @throws DayError DAY-USE-001 when it is no folder, DAY-SHIM-001 when it may not be looked at
 */
export async function scriptFolder(
  { files, environment }: Pick<ShimDeps, "files"> & { readonly environment: Environment },
  named: string | undefined,
): Promise<string> {
  const folder = resolve(environment.folder, named ?? "bin");
  const stat = await files.stat(folder).catch((cause) => {
    throw new DayError("DAY-SHIM-001", `${folder}: ${reasonOf(cause)}`, {
      cause,
      fix: "name another folder with --dir",
    });
  });
  if (named === "" || folder === "/" || stat?.isFile === true) {
    throw new DayError("DAY-USE-001", `--dir '${named}' is not a folder for scripts`, { fix: "name a folder" });
  }
  if (stat === undefined && named === undefined) {
    throw new DayError("DAY-USE-001", `${environment.folder} has no folder bin`, {
      fix: "name the folder of the scripts with --dir",
    });
  }
  return folder;
}
