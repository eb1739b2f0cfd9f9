import type { LinkedFolder } from "../../aws/questions/file_systems/linked_folders.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { usualPath } from "../../names/usual_path.ts";

/** `path` as FSx wants it, without slashes at its ends; `uri` is where its files come to lie, below `address`. */
export type ExportPlace = { path: string; uri: string; address: string };

const mount = "/fsx/";

/**
 * The path below the file system's root that a person means by `/analysis_results/x/`, `/fsx/analysis_results/x` or
 * `analysis_results/x`.
 *
 * @throws DayError DAY-USE-001 for the root itself, and for a path that leaves it
 */
export function exportPath(given: string): string {
  const path = (given.startsWith(mount) ? given.slice(mount.length) : given).replace(/^\/+|\/+$/g, "");
  const fix = `name a folder below /fsx, for example ${usualPath}`;
  if (path === "") throw new DayError("DAY-USE-001", "the root of the file system cannot be exported", { fix });
  if (!path.split("/").every((part) => part !== "" && part !== "." && part !== "..")) {
    throw new DayError("DAY-USE-001", `${JSON.stringify(given)} is not a valid folder path`, { fix });
  }
  return path;
}

/**
 * Where files go from the file system to S3.
 *
 * @param target a path below the file system's root, or an `s3://` address that its files can go to
 * @throws DayError DAY-EXP-001 where nothing links that path or address to S3
 */
export function exportPlace(fileSystem: string, links: readonly LinkedFolder[], target: string): ExportPlace {
  const path = exportPath(target.startsWith("s3://") ? pathOf(fileSystem, links, target) : target);
  const link = deepest(links.filter(({ folder }) => within(path, folder) !== undefined));
  if (link === undefined) throw notLinked(fileSystem, links, `/fsx/${path}`);
  const { folder, address } = link;
  return { path, address, uri: joined(address, within(path, folder) ?? "") };
}

function pathOf(fileSystem: string, links: readonly LinkedFolder[], target: string): string {
  const wanted = target.replace(/\/+$/, "");
  const fits = links.filter(({ address }) => within(wanted, address) !== undefined);
  const link = fits.toSorted((one, other) => other.address.length - one.address.length).at(0);
  if (link === undefined) throw notLinked(fileSystem, links, target);
  return joined(link.folder, within(wanted, link.address) ?? "");
}

/** What of the path is behind the folder; nothing when it is not in it. */
function within(path: string, folder: string): string | undefined {
  if (folder === "" || path === folder) return folder === "" ? path : "";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

const deepest = (links: readonly LinkedFolder[]) =>
  links.toSorted((one, other) => other.folder.length - one.folder.length).at(0);

const joined = (...parts: readonly string[]) => parts.filter((part) => part !== "").join("/");

function notLinked(fileSystem: string, links: readonly LinkedFolder[], what: string): DayError {
  const known = links.map(({ folder, address }) => `/fsx/${folder} goes to ${address}/`.replace("//fsx", "/fsx"));
  return new DayError(
    "DAY-EXP-001",
    `${what} of file system ${fileSystem} has no link to S3, so it cannot be exported`,
    {
      fix: known.length > 0
        ? `choose a folder that is linked to S3: ${known.join("; ")}`
        : "link the file system to a bucket, or copy the files on the head node",
    },
  );
}
