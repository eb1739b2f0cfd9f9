import type { ManifestRow } from "./manifest.ts";
import { sampleKey } from "./manifest_columns.ts";

/** A cell that becomes a part of a name: underscores separate the parts, so that they become hyphens within one. */
export function namePart(row: ManifestRow, column: string): string {
  return row.cell(column).replaceAll("_", "-");
}

/** Rows of the same key are lanes of one sample. */
export function keyOf(row: ManifestRow): string {
  return sampleKey.map((column) => namePart(row, column)).join("\t");
}

/** `SAMPLE-PLATFORM-LIBPREP-TYPE-EXPERIMENT`, what the pipeline knows a sample by. */
export function sampleId(row: ManifestRow): string {
  return ["SAMPLE_ID", "SEQ_PLATFORM", "LIB_PREP", "SAMPLE_TYPE", "EXPERIMENTID"].map((each) => namePart(row, each))
    .join("-");
}

/** What the staged files of a sample begin with. */
export function stagedName(row: ManifestRow): string {
  return `${namePart(row, "RUN_ID")}_${sampleId(row)}_${namePart(row, "SEQBC_ID")}_0`;
}
