import { objectsBelow } from "../../aws/questions/objects/objects_below.ts";
import { s3Address } from "../../names/s3_address.ts";
import type { Held } from "../protocol/hold.ts";
import { objectSource } from "../stage/object_source.ts";
import type { Source } from "../stage/source.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/** Where the export has put what a run on a head node has made; nothing where it came to this host. */
export function exportedTo(held: Held): string | undefined {
  const { export: whole, export_error: part } = held.journal().steps;
  return whole?.out?.uri ?? part?.out?.uri;
}

/** The objects of the export, by their paths in the workset, for S3 to copy them by itself. */
export async function exportedResults(
  { aws, awsOf }: Pick<WorkDeps, "aws" | "awsOf">,
  held: Held,
): Promise<readonly { readonly path: string; readonly source: Source }[]> {
  const { cluster, steps } = held.journal();
  const address = s3Address(exportedTo(held) ?? "");
  if (address === undefined) return [];
  const { region = "", profile = "" } = cluster ?? {};
  const prefix = `${address.key.replace(/\/+$/, "")}/`;
  const found = await objectsBelow(awsOf({ region, profile }), { bucket: address.bucket, key: prefix });
  return found.flatMap((object) => {
    const path = object.key.slice(prefix.length);
    if (path.split("/").includes(".git")) return [];
    return [{ path: `${steps.ship?.out?.path}/${path}`, source: objectSource(aws, object, object) }];
  });
}
