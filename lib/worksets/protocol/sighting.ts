import { type SentinelKind, sentinelKind } from "../contract/sentinels.ts";
import type { Listed, Listing, StoreReads } from "../store/store.ts";

/** The sentinels of a workset as one listing shows them, and the store's clock at that moment. */
export type Sighting = {
  readonly workset: string;
  readonly sentinels: Readonly<Partial<Record<SentinelKind, Listed>>>;
  readonly date: number;
};

/** Keys of a workset that is below `ready/`. */
export type Place = { readonly workset: string; readonly prefix: string };

/** @param root the key of the root, without a slash at its end */
export function placeOf(root: string, workset: string): Place {
  return { workset, prefix: `${root}/ready/${workset}/` };
}

/** One request, whatever the workset holds: only keys that begin as sentinels do, directly below it. */
export async function sight(store: StoreReads, { workset, prefix }: Place): Promise<Sighting> {
  const listing = await store.list({ prefix: `${prefix}daylily.`, most: 100 });
  return { workset, sentinels: sentinelsIn(listing, prefix), date: listing.date };
}

function sentinelsIn({ objects }: Listing, prefix: string): Sighting["sentinels"] {
  return Object.fromEntries(objects.flatMap((each) => {
    const kind = sentinelKind(each.key.slice(prefix.length));
    return kind === undefined ? [] : [[kind, each]];
  }));
}
