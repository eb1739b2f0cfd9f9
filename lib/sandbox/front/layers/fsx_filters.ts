import type { Json } from "../../../host/json.ts";

type Filter = { readonly Name: string; readonly Values: readonly Json[] };

/** The field that a filter of FSx looks at. */
const fields: { readonly [filter: string]: string } = {
  "file-system-id": "FileSystemId",
  "task-lifecycle": "Lifecycle",
};

/** Whether something passes all filters of a request; one that is not known here lets nothing pass. */
export function fitsFilters(filters: Json | undefined, thing: { readonly [name: string]: Json }): boolean {
  const asked = (Array.isArray(filters) ? filters : []) as unknown as readonly Filter[];
  return asked.every(({ Name, Values }) => Values.includes(thing[fields[Name]]));
}
