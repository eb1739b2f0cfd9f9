import type { ShimEntry, ShimsDone } from "../shims/shim_entry.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";

/** What `shims` says of names and of what it did with them. */
export function shimsAnswer({ shims, error }: ShimsDone, next: readonly string[] = []): Answer {
  const rows = shims.map((shim) => [shim.outcome ?? shim.state, shim.name, shim.task, noteOf(shim)]);
  return { error, json: { shims }, text: textTable(rows).join("\n"), next };
}

function noteOf({ state, original, outcome }: ShimEntry): string {
  const what = outcome === undefined || state === "absent" ? "" : `${state} `;
  return original === null ? what : `original in ${original}`;
}
