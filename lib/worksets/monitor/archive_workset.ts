import { DayError } from "../../host/errors/day_error.ts";
import { objectsBelow } from "../../aws/questions/objects/objects_below.ts";
import { sentinelKind } from "../contract/sentinels.ts";
import { isAlive, type Known } from "../protocol/judge.ts";
import { look } from "../protocol/look.ts";
import { placeOf } from "../protocol/sighting.ts";
import { ensureObject } from "../stage/ensure_object.ts";
import { objectSource } from "../stage/object_source.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import type { WorksetChanged } from "./change_workset.ts";
import { counted } from "../../text/counted.ts";

/**
 * Moves a workset that nobody works on to `archived/`: everything is copied within S3 before anything goes. `ready` goes first and
 * the verdict last, so that what is interrupted never looks as if it were armed; the same command goes on with it.
 *
 * @throws DayError WS-LCK-001 while somebody works on it, or may still do so
 */
export async function archiveWorkset(
  { aws, store, clock, options }: Pick<WorkDeps, "aws" | "store" | "clock" | "options">,
  workset: string,
): Promise<WorksetChanged> {
  const { bucket, root } = options;
  const place = placeOf(root, workset);
  if (isInWork((await look({ store, clock }, place, {})).known)) {
    throw new DayError("WS-LCK-001", `a monitor is working on ${workset}`, {
      fix: "cancel the workset first, and wait until its marker file daylily.lock is deleted",
    });
  }
  const objects = await objectsBelow(aws, { bucket, key: place.prefix });
  if (objects.length === 0) throw new DayError("WS-OPS-002", `there is no workset ${workset} below ready/`);
  const target = `${root}/archived/${workset}/`;
  const pathOf = (key: string) => key.slice(place.prefix.length);
  for (const object of objects) {
    await ensureObject(aws, { bucket, key: target + pathOf(object.key) }, [objectSource(aws, object, object)]);
  }
  const rank = (path: string) => sentinelKind(path) === "ready" ? 0 : sentinelKind(path) === undefined ? 1 : 2;
  for (const { key } of objects.toSorted((one, other) => rank(pathOf(one.key)) - rank(pathOf(other.key)))) {
    await store.remove(key, "any");
  }
  return { workset, done: `${counted(objects.length, "object")} of ${workset} moved to s3://${bucket}/${target}` };
}

/** Monitors of earlier generations left their lock and `in_progress` beside the verdict. */
function isInWork({ sighting: { sentinels, date }, lease, journal }: Known): boolean {
  const { lock, in_progress: inProgress, complete, error } = sentinels;
  if (lock === undefined && inProgress === undefined) return false;
  if (lock !== undefined && isAlive(lease, date - lock.modified)) return true;
  return journal !== undefined || complete === undefined && error === undefined;
}
