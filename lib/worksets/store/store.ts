/** An object as a listing shows it; `modified` in milliseconds of the store's own clock. */
export type Listed = {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly modified: number;
};

export type Listing = {
  readonly objects: readonly Listed[];
  /** Only with a delimiter: what the keys have before it, the delimiter included. */
  readonly folders: readonly string[];
  /** The store's clock when it answered. */
  readonly date: number;
  /** Where the next page begins. */
  readonly next?: string;
};

export type ListOptions = {
  readonly prefix: string;
  readonly delimiter?: "/";
  readonly from?: string;
  /** At most this many entries; default and most: 1,000. */
  readonly most?: number;
};

/** What a write or a removal wants to meet: anything, nothing at all, or exactly the object with this ETag. */
export type Condition = "any" | "absent" | { readonly etag: string };

export type StoredObject = { readonly etag: string; readonly bytes: Uint8Array };

/** What only looks at a bucket. A listing shows what was written before it. */
export interface StoreReads {
  list(options: ListOptions): Promise<Listing>;
  get(key: string): Promise<StoredObject | undefined>;
}

/**
 * One bucket, as far as the lease protocol needs it. Every request is sent once, and whatever it throws may have had its effect
 * (unless it is a definite refusal).
 *
 * Guaranteed of an implementation, and looked at by the probe: of two writes on the same
 * condition at most one succeeds.
 */
export interface Store extends StoreReads {
  /** @returns the new ETag; nothing when the condition does not hold, or another write is just going on */
  put(key: string, bytes: Uint8Array, over: Condition): Promise<string | undefined>;
  /** Absent counts as removed. @returns whether the condition held */
  remove(key: string, over: "any" | { readonly etag: string }): Promise<boolean>;
}
