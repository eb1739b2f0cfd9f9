import { changeObject, type Version } from "../../aws/objects/change_object.ts";
import { sameBytes } from "../../aws/objects/same_bytes.ts";
import { storeObject } from "./store_object.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";

/** A write that meets another one going on, or gets no answer, is looked at and tried again so often. */
const tries = 4;

/**
 * Writes over exactly this version of an object. An answer that was lost is found out about by reading.
 *
 * @param bytes that nobody else writes: whoever finds them there knows that they are his
 * @returns what stands there now; nothing when somebody else was faster
 */
export async function writeOver(
  deps: Pick<ProtocolDeps, "store" | "clock" | "random">,
  key: string,
  known: Version,
  bytes: Uint8Array,
): Promise<Version | undefined> {
  const mine = (now: Version) => now.etag === known.etag || sameBytes(now.bytes, bytes) ? bytes : undefined;
  const { store, clock, random } = deps;
  const changed = await changeObject({ clock, random }, storeObject(store, key), mine, { known, tries });
  return changed.is === "done" ? changed.version : undefined;
}
