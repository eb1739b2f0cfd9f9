import type { StoreReads } from "../store/store.ts";
import { type Journal, journalName, readJournal } from "./journal.ts";
import type { Place } from "./sighting.ts";

/** A journal as it was read. */
export type JournalRead = { readonly etag: string; readonly value: Journal };

/** The journal of a workset; nothing where there is none. @throws DayError WS-STO-002 when it cannot be read */
export async function journalOf(store: StoreReads, { prefix }: Place): Promise<JournalRead | undefined> {
  const key = prefix + journalName;
  const object = await store.get(key);
  return object === undefined ? undefined : { etag: object.etag, value: readJournal(object.bytes, key) };
}
