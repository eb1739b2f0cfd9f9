import { relative } from "node:path";
import type { ShimEntry, ShimsDone } from "../shims/shim_entry.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";

/** What `shims` says of names and of what it did with them. */
export function shimsAnswer(folder: string, { shims, error }: ShimsDone): Answer {
  const rows = shims.map((shim) => [shim.outcome ?? shim.state, shim.name, shim.task, noteOf(folder, shim)]);
  return { error, json: { shims }, text: [`in ${folder}`, ...textTable(rows)].join("\n") };
}

function noteOf(folder: string, { original }: ShimEntry): string {
  return original === null ? "" : `original in ${relative(folder, original)}`;
}
