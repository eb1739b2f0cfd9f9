import type { Clock } from "../../host/clock.ts";
import { isRefusal } from "../aws_error.ts";
import { sameBytes } from "./same_bytes.ts";

/** An object as it was read; without ETag there is no such object. */
export type Version = { readonly etag: string | undefined; readonly bytes: Uint8Array };

export const noVersion: Version = { etag: undefined, bytes: new Uint8Array() };

/** One object of a store that has conditional writes. */
export type ObjectAccess = {
  read(): Promise<Version>;
  /**
   * Writes over exactly what has this ETag, or where nothing is.
   *
   * @returns the new ETag; nothing when something else stands there now, or is just being written
   */
  write(bytes: Uint8Array, over: string | undefined): Promise<string | undefined>;
};

export type ChangeDeps = { readonly clock: Clock; readonly random: () => number; readonly signal?: AbortSignal };

export type ChangeOptions = {
  /** What stands there as far as is known; without it the object is read first. */
  readonly known?: Version;
  /** How often it is written at most. */
  readonly tries: number;
};

/** How a change has ended: `refused` is what stood there when `change` gave up. */
export type Changed =
  | { readonly is: "done"; readonly version: Version }
  | { readonly is: "refused"; readonly version: Version }
  | { readonly is: "contended"; readonly version: Version };

/**
 * Changes an object that others change at the same time: the one loop of conditional writes in this program.
 *
 * 1. `change` makes the wanted bytes out of those that stand there. Nothing: it gives up. The same bytes: done.
 * 2. They are written over exactly what was read. Written: done.
 * 3. Refused, or no answer came (the write may have had its effect): after a pause, read again, and go on at 1. A change that
 *    recognises its own bytes thereby learns that a lost answer was a yes.
 *
 * @throws what a read throws, and a definite refusal of a write that is not about the condition (denied, no such bucket)
 */
export async function changeObject(
  { clock, random, signal }: ChangeDeps,
  object: ObjectAccess,
  change: (now: Version) => Uint8Array | undefined,
  { known, tries }: ChangeOptions,
): Promise<Changed> {
  let version = known ?? await object.read();
  for (let count = 1;; count++) {
    const bytes = change(version);
    if (bytes === undefined) return { is: "refused", version };
    if (sameBytes(bytes, version.bytes)) return { is: "done", version };
    if (count > tries) return { is: "contended", version };
    const etag = await written(object, bytes, version.etag);
    if (etag !== undefined) return { is: "done", version: { etag, bytes } };
    await clock.sleep(random() * Math.min(5000, 100 * 2 ** count), signal);
    version = await object.read();
  }
}

async function written(object: ObjectAccess, bytes: Uint8Array, over: string | undefined) {
  try {
    return await object.write(bytes, over);
  } catch (error) {
    if (isRefusal(error)) throw error;
    return undefined;
  }
}
