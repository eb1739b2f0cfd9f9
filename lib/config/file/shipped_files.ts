import clusterTemplate from "../../../templates/cluster.yaml" with { type: "text" };
import cliGlobals from "../../../config/daylily_cli_global.yaml" with { type: "text" };
import configTemplate from "../../../config/daylily_ephemeral_cluster_template.yaml" with { type: "text" };
import demo from "../../../config/demo.yaml" with { type: "text" };
import networkTemplate from "../../../templates/network_stack.yaml" with { type: "text" };
import wideTemplate from "../../../config/day_cluster/wide_cluster.yaml" with { type: "text" };
import repositories from "../../../config/daylily_available_repositories.yaml" with { type: "text" };
import { relative, resolve } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";

/** The names under which shipped files are known to configurations and people, all relative to the current folder. */
export const shippedPaths = {
  clusterTemplate: "config/day_cluster/prod_cluster.yaml",
  wideTemplate: "config/day_cluster/wide_cluster.yaml",
  networkTemplate: "config/day_cluster/pcluster_env.yml",
  configTemplate: "config/daylily_ephemeral_cluster_template.yaml",
  demo: "config/demo.yaml",
  cliGlobals: "config/daylily_cli_global.yaml",
  repositories: "config/daylily_available_repositories.yaml",
} as const;

/** A file as a person named it: the one below the current folder, or else the one that travels with the program. */
export type FoundFile = {
  /** Absolute; of an embedded file the place where its replacement would stand. */
  readonly path: string;
  readonly text: string;
  readonly embedded: boolean;
};

export type FindFileDeps = { readonly files: Files; readonly environment: Pick<Environment, "folder" | "home"> };

/**
 * Finds a file by a path that was typed or stands in a configuration: relative to the current folder, `~` for the home
 * folder, and the shipped text where a shipped name has no file. Nothing when there is none. Throws `DAY-CFG-001` when
 * it is no regular file, cannot be read, is no UTF-8 text or larger than 256 KiB. A pipe could be read only once.
 */
export async function findFile({ files, environment }: FindFileDeps, path: string): Promise<FoundFile | undefined> {
  const absolute = resolve(environment.folder, path.replace(/^~(?=\/|$)/, environment.home));
  const bytes = await bytesOf(files, absolute);
  if (bytes !== undefined) return { path: absolute, text: decoded(absolute, bytes), embedded: false };
  const text = embedded.get(relative(environment.folder, absolute));
  return text === undefined ? undefined : { path: absolute, text, embedded: true };
}

async function bytesOf(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    const stat = await files.stat(path);
    if (stat?.isFile !== false) return stat && await files.readBytes(path);
  } catch (cause) {
    throw new DayError("DAY-CFG-001", `${path} cannot be read: ${reasonIn(cause)}`, { cause });
  }
  throw new DayError("DAY-CFG-001", `${path} is not a regular file, but a folder, a pipe or a device`, {
    fix: "save the text as a regular file, and name that one",
  });
}

/** Without the number of the error and the path, which stand in the runtime's message as well. */
function reasonIn(cause: unknown): string {
  const message = reasonOf(cause);
  return message.replace(/ \(os error \d+\).*$/s, "");
}

export function noSuchFile(path: string): DayError {
  return new DayError("DAY-CFG-001", `${path}: there is no such file`, {
    fix: "correct the path; it is relative to the current folder",
  });
}

const embedded: ReadonlyMap<string, string> = new Map([
  [shippedPaths.clusterTemplate, clusterTemplate],
  [shippedPaths.wideTemplate, wideTemplate],
  [shippedPaths.networkTemplate, networkTemplate],
  [shippedPaths.configTemplate, configTemplate],
  [shippedPaths.demo, demo],
  [shippedPaths.cliGlobals, cliGlobals],
  [shippedPaths.repositories, repositories],
]);

/** Bytes. Configurations and templates are a twentieth of this; the reader of YAML would take minutes for much more. */
const largest = 1 << 18;

/** Text whose encoding gives back the same bytes, byte order mark included. */
function decoded(path: string, bytes: Uint8Array): string {
  if (bytes.length > largest) {
    throw new DayError(
      "DAY-CFG-001",
      `${path} has ${bytes.length} bytes, more than any configuration or template needs`,
    );
  }
  const refuse = (cause?: unknown): never => {
    throw new DayError("DAY-CFG-001", `${path} is not a text file in UTF-8`, { cause });
  };
  // Text in two or four bytes a letter is full of zeros, which UTF-8 takes for letters.
  if (bytes.includes(0)) return refuse();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    return refuse(cause);
  }
}
