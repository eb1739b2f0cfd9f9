import { objectStanding, prefixStanding } from "../../aws/questions/objects/object_standing.ts";
import type { Aws } from "../../aws/session.ts";
import type { Web } from "../../host/net/web.ts";
import type { InputDeps } from "./check_inputs.ts";
import { placesInWorkset } from "./relative_path.ts";

/** Looks with the caller's own rights, in the region of each bucket. */
export function lookWith(
  { aws, web }: { readonly aws: Aws; readonly web: Pick<Web, "look"> },
): Omit<InputDeps, "stands"> {
  return {
    lookAt: async (is, address) =>
      is === "object" ? (await objectStanding(aws, address)).is : await prefixStanding(aws, address),
    lookAtPage: async (url) => (await web.look(url)).status,
  };
}

/** Whether a path of a manifest stands in a workset whose objects are known. @param keys relative to the workset */
export function standsIn(keys: ReadonlySet<string>): InputDeps["stands"] {
  const all = [...keys];
  return (path, is) => {
    const places = placesInWorkset(path).map((each) => each.replace(/\/$/, ""));
    const stands = (place: string) => is === "file" ? keys.has(place) : all.some((key) => key.startsWith(`${place}/`));
    return Promise.resolve(places.some(stands));
  };
}
