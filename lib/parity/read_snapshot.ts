import { resolve } from "node:path";
import type { Environment } from "../host/environment.ts";
import { DayError } from "../host/errors/day_error.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import type { Files } from "../host/files.ts";
import { type Snapshot, snapshotSchema } from "./points.ts";

type Deps = { readonly files: Files; readonly environment: Environment };

/** @throws DayError DAY-PAR-002 for a file that is no snapshot of this version */
export async function readSnapshot({ files, environment }: Deps, name: string): Promise<Snapshot> {
  const path = resolve(environment.folder, name);
  let value: unknown;
  try {
    value = JSON.parse(await files.readText(path));
  } catch (cause) {
    throw new DayError("DAY-PAR-002", `${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
  const read = snapshotSchema.safeParse(value);
  if (read.success) return read.data;
  const [{ path: at, message }] = read.error.issues;
  throw new DayError("DAY-PAR-002", `${path} is not a cluster snapshot: ${at.join(".")}: ${message}`);
}
