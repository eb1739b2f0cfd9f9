import { Document, isMap, parseDocument } from "yaml";
import type { Json } from "../../host/json.ts";

/** Beside the workset's other files. */
export const infoFileName = "daylily_info.yaml";

/** What the monitor says of a run. */
export type RunInfo = {
  readonly workset: string;
  readonly attempt: number;
  readonly status: "complete" | "error";
  readonly started_at: string;
  readonly finished_at: string;
  readonly owner: string;
  readonly cluster: {
    readonly name: string | null;
    readonly region: string | null;
    readonly created: boolean;
    readonly destroyed: boolean;
  };
  readonly results_s3_uri: string | null;
  readonly error: { readonly code: string; readonly step: string; readonly message: string } | null;
  readonly steps: readonly { readonly name: string; readonly state: string; readonly seconds: number | null }[];
  readonly inputs_digest: string;
  readonly cost_usd: number | null;
};

/**
 * `daylily_info.yaml` as it is mirrored: a person's own keys and comments stay, `daylily_run` is ours. What was no section of keys is
 * kept as comments, so that nothing is lost.
 *
 * @param before its text in the workset, where there is one
 */
export function withRunInfo(before: string | undefined, run: RunInfo): string {
  const own = before === undefined || before.trim() === "" ? undefined : ownKeys(before);
  const document = own ?? new Document({});
  document.set("daylily_run", document.createNode(run satisfies Json));
  const kept = before !== undefined && before.trim() !== "" && own === undefined
    ? before.replace(/\n$/, "").split("\n").map((line) => `# ${line.replace(/\r$/, "")}\n`).join("")
    : "";
  return kept + document.toString({ lineWidth: 0 });
}

/** Nothing when a reader would not find sections and values in it. */
function ownKeys(text: string): Document | undefined {
  try {
    const document: Document = parseDocument(text, { prettyErrors: false });
    if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
    document.toJS();
    return document;
  } catch {
    return undefined;
  }
}
