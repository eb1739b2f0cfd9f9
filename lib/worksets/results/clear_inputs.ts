import { mirrorPrefix } from "./mirror_prefix.ts";
import { objectsBelow } from "../../aws/questions/objects/objects_below.ts";
import { objectStanding } from "../../aws/questions/objects/object_standing.ts";
import { sentinelName } from "../contract/sentinels.ts";
import { infoFileName } from "../contract/info_file.ts";
import { atOnce } from "../../host/at_once.ts";
import { counted } from "../../text/counted.ts";
import type { Held } from "../protocol/hold.ts";
import { journalName, logFolder } from "../protocol/journal.ts";
import { isMadeFrom } from "../stage/ensure_object.ts";
import { objectSource } from "../stage/object_source.ts";
import { worksetInputs } from "../steps/take_snapshot.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/**
 * With `--mirror move` the inputs go: `ready` first and the verdict last, so that what is interrupted never looks as if it were armed.
 * Nothing goes while the mirror lacks one of them, in the version that lies there now, nor while the workset is to be tried again.
 */
export async function clearInputs(deps: WorkDeps, held: Held): Promise<void> {
  const { options, aws, store, say } = deps;
  const { phase, attempt } = held.journal();
  if (options.mirror !== "move" || phase === "cancelled") return;
  if (phase === "error" && attempt <= options.retryFailed) return;
  const { workset, prefix } = held.place;
  const status = phase === "complete" ? phase : "error";
  const mirror = { bucket: options.bucket, key: mirrorPrefix(options, status, workset) };
  const inputs = await worksetInputs(deps, prefix);
  const isThere = await atOnce(8, inputs, async ({ path, object }) => {
    const copy = { ...mirror, key: mirror.key + path };
    // Its copy holds more than the file itself.
    if (path === infoFileName) return (await objectStanding(aws, copy)).is === "there";
    return await isMadeFrom(aws, copy, [objectSource(aws, object, object)]);
  });
  const lacking = isThere.filter((each) => !each).length;
  if (lacking > 0) {
    const where = `s3://${mirror.bucket}/${mirror.key}`;
    const text = `${workset}: its input files stay below ready/, because ${where} lacks ${counted(lacking, "file")}`;
    return say("warn", text, { event: "inputs", workset, lacking });
  }
  const logs = await objectsBelow(aws, { bucket: options.bucket, key: prefix + logFolder });
  const keys = [
    ...[prefix + sentinelName("ready")],
    ...inputs.map(({ object }) => object.key),
    ...logs.map(({ key }) => key),
    ...[prefix + journalName, prefix + sentinelName(status)],
  ];
  for (const key of keys) {
    held.guard();
    await store.remove(key, "any");
  }
}
