import { DayError } from "../../host/errors/day_error.ts";
import type { Place } from "../protocol/sighting.ts";
import type { Store } from "../store/store.ts";

/** A name that was mistyped is told. @throws DayError WS-OPS-002 where there is no workset of that name */
export async function requireWorkset(store: Store, { workset, prefix }: Place): Promise<void> {
  const { objects } = await store.list({ prefix, most: 1 });
  if (objects.length === 0) throw new DayError("WS-OPS-002", `there is no workset ${workset} below ready/`);
}
