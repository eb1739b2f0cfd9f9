import type { Found } from "../aws/resource.ts";
import type { Json } from "../host/json.ts";

/** What a snapshot says of something that does not stand as it should: nothing, or what it is instead. */
export function notReady(found: Exclude<Found<Json, Json>, { readonly is: "ready" }>): Json {
  return found.is === "absent" ? null : { is: found.is, why: found.why };
}
