import { objectStanding } from "../../aws/questions/objects/object_standing.ts";
import { sourcesMark } from "../stage/ensure_object.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/** Removes what we have copied into a mirror. What somebody else has put in its place stays. */
export async function removeCopy({ aws, store, options }: WorkDeps, key: string): Promise<void> {
  const found = await objectStanding(aws, { bucket: options.bucket, key });
  if (found.is === "there" && found.metadata[sourcesMark] !== undefined) await store.remove(key, { etag: found.etag });
}
